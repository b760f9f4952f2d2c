import { drizzleSchema } from './dialects/drizzle-schema.ts'
import { dialectsOf } from './dialects/index.ts'
import { domains } from './domains/index.ts'
import type { Draft, Kind, Part } from './draft.ts'
import { families } from './families/index.ts'
import { lookAlikes } from './look-alikes/index.ts'
import { noise } from './noise.ts'
import { type Random, random } from './random.ts'
import type { Labels, Scenario } from './scenario.ts'
import type { Domain } from './table.ts'

/** Applications where a lot goes on at once. */
export const BUSY = 'busy application'
const BUSY_APPLICATIONS = 4

/** The scenarios of a seed: one about each kind, with others beside it, and some of many kinds. The same seed gives the same. */
export const scenariosOf = (seed: number): Scenario[] => [
  ...[...families, ...lookAlikes].map((kind, at) => about(kind, seed, at)),
  ...Array.from({ length: BUSY_APPLICATIONS }, (_, at) => busyApplication(seed, at)),
]

function about(kind: Kind, seed: number, at: number): Scenario {
  const numbers = random(`${seed}/${kind.name}/${at}`)
  // A kind that needs something that not every schema has takes the next that has it.
  for (const domain of rotated(domains, seed + at)) {
    const draft = newDraft(domain, numbers.fork(domain.name))
    const main = kind.build(draft)
    if (!main) continue
    const others = parts(draft, numbers, numbers.between(0, 1), numbers.between(0, 2))
    return scenario(`${slug(kind.name)}-${seed}-${at}`, kind.name, seed, draft, [main, ...others, noise(draft)])
  }
  throw new Error(`no schema has what "${kind.name}" needs`)
}

function busyApplication(seed: number, at: number): Scenario {
  const numbers = random(`${seed}/${BUSY}/${at}`)
  const draft = newDraft(domains[(seed + at * 2) % domains.length]!, numbers.fork('draft'))
  return scenario(`${slug(BUSY)}-${seed}-${at}`, BUSY, seed, draft, [...parts(draft, numbers, 3, 6), noise(draft), noise(draft)])
}

/** So many families and look-alikes, as far as the schema has room for them. */
function parts(draft: Draft, numbers: Random, ofFamilies: number, ofLookAlikes: number): Part[] {
  const kinds = [...numbers.shuffled(families).slice(0, ofFamilies), ...numbers.shuffled(lookAlikes).slice(0, ofLookAlikes)]
  return kinds.flatMap((kind) => kind.build(draft) ?? [])
}

const newDraft = (domain: Domain, numbers: Random): Draft => ({
  domain,
  random: numbers,
  dialect: numbers.pick(dialectsOf(drizzleSchema(domain))),
  taken: new Set(),
})

const scenario = (id: string, kind: string, seed: number, draft: Draft, all: readonly Part[]): Scenario => ({
  id,
  kind,
  seed,
  domain: draft.domain,
  dialect: draft.dialect.name,
  tracksAll: all.some(({ tracksAll }) => tracksAll === true) || draft.random.chance(0.1),
  handlers: all.flatMap(({ handlers }) => handlers),
  beforePage: all.flatMap(({ beforePage }) => beforePage ?? []),
  labels: labelsOf(all),
})

function labelsOf(all: readonly Part[]): Labels {
  const expected = all.flatMap((part) => part.expected ?? [])
  const innocent = all.flatMap((part) => part.innocent ?? [])
  return { expected, innocent, unjudged: [] }
}

const rotated = <T>(list: readonly T[], by: number): T[] => list.map((_, at) => list[(at + by) % list.length]!)

const slug = (name: string): string =>
  name
    .split('')
    .map((character) => (/[a-z0-9]/u.test(character) ? character : '-'))
    .join('')
