import { isFree, type Kind, lookupOf, take, takeToOne } from '../draft.ts'
import { handler } from '../handler.ts'
import { listOf } from '../lists.ts'
import { one, type Read } from '../reads.ts'
import type { Counted } from '../scenario.ts'
import { relationOf } from '../table.ts'
import { fanOut, isSelf, type Tie, tiesOf } from '../ties.ts'
import { volume } from '../volume.ts'
import { listed, newCounted, perRow } from './served.ts'

interface Loop {
  readonly tie: Tie
  readonly read: Read
  readonly counted: Counted
}

/** One list whose rows refer to two or three relations, each looked up for each row. */
export const severalLookups: Kind = {
  name: 'several lookups of one list',
  build: (draft) => {
    const othersOf = (tie: Tie): Tie[] =>
      tiesOf(draft.domain).filter(
        (other) =>
          relationOf(other.child) === relationOf(tie.child) &&
          relationOf(other.parent) !== relationOf(tie.parent) &&
          !isSelf(other) &&
          isFree(draft, other.parent, other.key),
      )
    const first = takeToOne(draft, (tie) => fanOut(tie) > 1 && othersOf(tie).length > 0)
    if (!first) return null
    const others = draft.random.shuffled(othersOf(first)).slice(0, 2)
    const ties = [first, ...others.filter((other) => take(draft, other.parent, other.key))]
    const { size, requests } = volume(draft, first.child, { rows: [60, 1500] })
    const list = listOf(
      draft,
      first.child,
      size,
      ties.flatMap(({ columns }) => columns),
    )
    const loops = ties.map((tie): Loop => ({ tie, read: one(draft, tie.parent, tie.key), counted: newCounted() }))
    return {
      handlers: [
        handler(draft, severalLookups.name, requests, async (session, numbers) => {
          const rows = await list(session, numbers)
          for (const { tie, read, counted } of loops) {
            await listed(counted, Promise.resolve(rows))
            await perRow(counted, rows, tie.columns, (values) => read(session, values))
          }
        }),
      ],
      expected: loops.map(({ tie, counted }) => ({
        kind: severalLookups.name,
        lists: [relationOf(tie.child)],
        lookup: lookupOf(tie.parent, tie.key),
        also: [],
        counted,
      })),
    }
  },
}
