import * as v from 'valibot'
import { type Context, defineCheck } from '../check.ts'
import type { Setting } from '../snapshot.ts'
import { changeSetting, hiddenSetting, noServer, settingObject } from './server-only.ts'

const params = v.pipe(
  v.strictObject({
    name: v.string(),
    /** Numbers in the unit that pg_settings gives the setting: `log_min_duration_statement` in ms. */
    atLeast: v.optional(v.number()),
    atMost: v.optional(v.number()),
    oneOf: v.optional(v.pipe(v.array(v.string()), v.minLength(1))),
    /** A setting within the same bounds that does a part of it. */
    partly: v.optional(v.string()),
    /** The value that the remedy sets. */
    set: v.string(),
    /** What it is like without: the end of the message. */
    consequence: v.string(),
  }),
  v.check(
    ({ atLeast, atMost, oneOf }) => (oneOf === undefined) !== (atLeast === undefined && atMost === undefined),
    'needs either atLeast, atMost or both for a number, or oneOf with the values that are good.',
  ),
)
type Params = v.InferOutput<typeof params>

/** One setting of the server has a good value. */
export const setting = defineCheck<Params>({
  id: 'setting',
  summary: 'A setting of the server is within bounds',
  params,
  needs: ['settings'],
  scope: 'database',
  run: (context) => {
    const { snapshot, rule } = context
    const { name, partly, consequence, set } = rule.params
    const about = { object: settingObject(name), subject: name }
    const absent = noServer(snapshot)
    if (absent !== null) return [{ ...about, status: 'skipped', reason: absent }]
    const found = snapshot.settings[name]
    if (!found) return [{ ...about, status: 'skipped', reason: hiddenSetting(snapshot, name) }]
    if (isGood(context, found)) return [{ ...about, status: 'pass', verdict: 'present' }]
    const other = partly === undefined ? undefined : snapshot.settings[partly]
    const half = other !== undefined && isGood(context, other)
    return [
      {
        ...about,
        status: 'fail',
        verdict: half ? 'weaker' : 'missing',
        message: half
          ? `${name} is ${valueOf(found)} and only ${partly} is set: ${consequence}.`
          : `${name} is ${valueOf(found)}: ${consequence}.`,
        remedy: changeSetting(snapshot, name, set),
        evidence: { value: found.value, unit: found.unit, source: found.source },
      },
    ]
  },
})

/** With its unit, unless it is one of the negative numbers that switch a setting off. */
const valueOf = ({ value, unit }: Setting): string => (unit === null || value.startsWith('-') ? value : `${value} ${unit}`)

function isGood({ rule }: Context<Params>, { value }: Setting): boolean {
  const { atLeast = -Infinity, atMost = Infinity, oneOf } = rule.params
  return oneOf ? oneOf.includes(value) : Number(value) >= atLeast && Number(value) <= atMost
}
