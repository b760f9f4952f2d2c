import { isFree, type Kind, lookupOf, take } from '../draft.ts'
import { handler } from '../handler.ts'
import { listOf } from '../lists.ts'
import { aggregate, many } from '../reads.ts'
import { relationOf } from '../table.ts'
import { fanOut, isSelf, tiesOf } from '../ties.ts'
import { volume } from '../volume.ts'
import { listed, newCounted, perRow } from './served.ts'

/** What refers to the same as each row of a list: the attempts of each member's user, whom nobody reads. */
export const siblings = (name: string, reads: 'rows' | 'count'): Kind => ({
  name,
  build: (draft) => {
    const ties = tiesOf(draft.domain).filter((tie) => !isSelf(tie) && fanOut(tie) >= 1.5)
    const pairs = ties.flatMap((from) =>
      ties
        .filter(({ parent, child }) => relationOf(parent) === relationOf(from.parent) && child !== from.child)
        .filter(({ child, columns }) => isFree(draft, child, columns))
        .map((to) => ({ from, to })),
    )
    if (pairs.length === 0) return null
    const { from, to } = draft.random.pick(pairs)
    take(draft, to.child, to.columns)
    const { size, requests } = volume(draft, from.child, { rows: [60, 2000] })
    const list = listOf(draft, from.child, size, from.columns)
    const { read, also } =
      reads === 'rows' ? many(draft, to.child, to.columns) : { read: aggregate(draft, to.child, to.columns, 'count'), also: [] }
    const counted = newCounted()
    return {
      handlers: [
        handler(draft, name, requests, async (session, numbers) => {
          await perRow(counted, await listed(counted, list(session, numbers)), from.columns, (values) => read(session, values))
        }),
      ],
      expected: [{ kind: name, lists: [relationOf(from.child)], lookup: lookupOf(to.child, to.columns), also, counted }],
    }
  },
})
