import { isFree, type Kind, lookupOf, take } from '../draft.ts'
import { handler } from '../handler.ts'
import { listOf } from '../lists.ts'
import { one } from '../reads.ts'
import { relationOf } from '../table.ts'
import { isSelf, tiesOf } from '../ties.ts'
import { volume } from '../volume.ts'
import { listed, newCounted, perRow } from './served.ts'

/** The row that a row of the same relation answers or belongs to, for each row of a list. */
export const selfReference: Kind = {
  name: 'self-reference',
  build: (draft) => {
    const tie = tiesOf(draft.domain).find((candidate) => isSelf(candidate) && isFree(draft, candidate.parent, candidate.key))
    if (!tie || !take(draft, tie.parent, tie.key)) return null
    const { size, requests } = volume(draft, tie.child, { sizes: [5, 500] })
    const list = listOf(draft, tie.child, size, tie.columns)
    const lookup = one(draft, tie.parent, tie.key)
    const counted = newCounted()
    return {
      handlers: [
        handler(draft, selfReference.name, requests, async (session, numbers) => {
          await perRow(counted, await listed(counted, list(session, numbers)), tie.columns, (values) => lookup(session, values))
        }),
      ],
      expected: [
        { kind: selfReference.name, lists: [relationOf(tie.child)], lookup: lookupOf(tie.parent, tie.key), also: [], counted },
      ],
    }
  },
}
