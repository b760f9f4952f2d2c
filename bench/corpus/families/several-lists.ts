import { type Kind, lookupOf, takeToOne } from '../draft.ts'
import { handler } from '../handler.ts'
import { listOf } from '../lists.ts'
import { one } from '../reads.ts'
import { relationOf } from '../table.ts'
import { isSelf, type Tie, tiesOf } from '../ties.ts'
import { volume } from '../volume.ts'
import { listed, newCounted, perRow } from './served.ts'

/** Two or three lists of different relations whose rows all refer to one, which each looks up: their rows together explain the calls. */
export const severalLists: Kind = {
  name: 'one lookup of several lists',
  build: (draft) => {
    const alike = (tie: Tie): Tie[] =>
      tiesOf(draft.domain).filter(
        (other) => !isSelf(other) && relationOf(other.parent) === relationOf(tie.parent) && other.key.join() === tie.key.join(),
      )
    const first = takeToOne(draft, (tie) => new Set(alike(tie).map(({ child }) => relationOf(child))).size > 1)
    if (!first) return null
    const byChild = new Map(draft.random.shuffled(alike(first)).map((tie) => [relationOf(tie.child), tie]))
    const ties = [...byChild.values()].slice(0, draft.random.between(2, 3))
    // One function of the application looks the row up, whoever calls it.
    const lookup = one(draft, first.parent, first.key)
    const counted = newCounted()
    return {
      handlers: ties.map((tie) => {
        const { size, requests } = volume(draft, tie.child, { sizes: [5, 500], rows: [60, 1200] })
        const list = listOf(draft, tie.child, size, tie.columns)
        return handler(draft, severalLists.name, requests, async (session, numbers) => {
          await perRow(counted, await listed(counted, list(session, numbers)), tie.columns, (values) => lookup(session, values))
        })
      }),
      expected: [
        {
          kind: severalLists.name,
          lists: ties.map(({ child }) => relationOf(child)),
          lookup: lookupOf(first.parent, first.key),
          also: [],
          counted,
        },
      ],
    }
  },
}
