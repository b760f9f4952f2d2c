import { type Draft, type Kind, lookupOf, takeToOne } from '../draft.ts'
import { handler } from '../handler.ts'
import { listOf } from '../lists.ts'
import { one } from '../reads.ts'
import type { Handler } from '../scenario.ts'
import { relationOf } from '../table.ts'
import type { Tie } from '../ties.ts'
import { volume } from '../volume.ts'
import { distinct, every, listed, newCounted, perRow, type Served } from './served.ts'

interface ToOne {
  readonly ties?: (tie: Tie) => boolean
  /** Drawn once for a scenario. */
  readonly served?: (draft: Draft) => Served
  /** Fewest and most rows of a list. */
  readonly sizes?: readonly [number, number]
  /** The share of lists that find nothing. */
  readonly empty?: number
  /** A map keeps what one request has looked up already. */
  readonly remembers?: boolean
  /** Pages of their own that look the same row up, for each lookup of the loop. */
  readonly pages?: readonly [number, number]
}

/** The referenced row, for each row of a list: `select … from speaking_questions where id = $1` for every attempt. */
export const toOne = (name: string, options: ToOne = {}): Kind => ({
  name,
  build: (draft) => {
    const tie = takeToOne(draft, options.ties)
    if (!tie) return null
    const { random } = draft
    const { size, requests } = volume(draft, tie.child, {
      ...(options.sizes ? { sizes: options.sizes } : {}),
      most: mostOf(options, tie),
    })
    const list = listOf(draft, tie.child, size, tie.columns, options.empty !== undefined)
    const served = options.served?.(draft) ?? every
    const lookup = one(draft, tie.parent, tie.key)
    const empty = options.empty ?? 0
    const counted = newCounted()
    const loop = handler(draft, name, Math.round(requests / (1 - empty)), async (session, numbers) => {
      const rows = served(await listed(counted, list(session, numbers, numbers.chance(empty))), numbers)
      await perRow(counted, options.remembers ? distinct(rows, tie.columns) : rows, tie.columns, (values) =>
        lookup(session, values),
      )
    })
    const pages: Handler[] = []
    if (options.pages) {
      const calls = Math.ceil(requests * size * (random.between(options.pages[0] * 100, options.pages[1] * 100) / 100))
      pages.push(
        handler(draft, `${name}, pages`, calls, async (session, numbers) => {
          await lookup(session, numbers.pick(await session.known(tie.parent, tie.key)))
        }),
      )
    }
    return {
      handlers: [loop, ...pages],
      expected: [{ kind: name, lists: [relationOf(tie.child)], lookup: lookupOf(tie.parent, tie.key), also: [], counted }],
    }
  },
})

/** Of a list that is longer than there are rows to refer to, a map would leave so few lookups that it is no N+1 any more. */
const mostOf = ({ remembers }: ToOne, { child, parent }: Tie): number =>
  remembers ? Math.min(child.rows, parent.rows) : child.rows
