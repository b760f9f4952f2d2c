import { isFree, type Kind, lookupOf, take, takeToMany } from '../draft.ts'
import { handler } from '../handler.ts'
import { listOf } from '../lists.ts'
import { many, one } from '../reads.ts'
import { relationOf } from '../table.ts'
import { fanOut, isSelf, type Tie, tiesOf } from '../ties.ts'
import { volume } from '../volume.ts'
import { listed, newCounted, perRow } from './served.ts'

/** A list, the referencing rows of each of its rows, and for each of those again a row that it refers to. */
export const nested: Kind = {
  name: 'nested lookups',
  build: (draft) => {
    const onwards = (tie: Tie): Tie[] =>
      tiesOf(draft.domain).filter(
        (next) =>
          relationOf(next.child) === relationOf(tie.child) &&
          relationOf(next.parent) !== relationOf(tie.parent) &&
          !isSelf(next) &&
          isFree(draft, next.parent, next.key),
      )
    const first = takeToMany(draft, (tie) => fanOut(tie) >= 2 && fanOut(tie) < 60 && onwards(tie).length > 0)
    if (!first) return null
    const second = draft.random.pick(onwards(first))
    take(draft, second.parent, second.key)
    const fan = Math.ceil(fanOut(first))
    const { size, requests } = volume(draft, first.parent, { sizes: [5, 60], rows: [30, Math.max(40, 1500 / fan)] })
    const list = listOf(draft, first.parent, size, first.key)
    const { read, also } = many(draft, first.child, first.columns, second.columns)
    const inner = one(draft, second.parent, second.key)
    const [outer, counted] = [newCounted(), newCounted()]
    return {
      handlers: [
        handler(draft, nested.name, requests, async (session, numbers) => {
          const rows = await listed(outer, list(session, numbers))
          await perRow(outer, rows, first.key, async (values) => {
            const found = await listed(counted, read(session, values))
            await perRow(counted, found, second.columns, (keys) => inner(session, keys))
          })
        }),
      ],
      expected: [
        {
          kind: nested.name,
          lists: [relationOf(first.parent)],
          lookup: lookupOf(first.child, first.columns),
          also,
          counted: outer,
        },
        { kind: nested.name, lists: [relationOf(first.child)], lookup: lookupOf(second.parent, second.key), also: [], counted },
      ],
    }
  },
}
