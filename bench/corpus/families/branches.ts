import { isFree, type Kind, lookupOf, take } from '../draft.ts'
import { finder } from '../finder.ts'
import { handler } from '../handler.ts'
import { many } from '../reads.ts'
import { relationOf } from '../table.ts'
import { isSelf, tiesOf } from '../ties.ts'
import { volume } from '../volume.ts'
import { listed, newCounted, perRow } from './served.ts'

/** The rows below each of the topmost rows of a tree. */
export const branches: Kind = {
  name: 'self-reference, one-to-many',
  build: (draft) => {
    const tie = tiesOf(draft.domain).find((candidate) => isSelf(candidate) && isFree(draft, candidate.child, candidate.columns))
    if (!tie || !take(draft, tie.child, tie.columns)) return null
    const { size, requests } = volume(draft, tie.child, { sizes: [5, 200], rows: [60, 2000] })
    const find = finder(draft)
    const [column] = tie.columns as readonly [string]
    const { read, also } = many(draft, tie.child, tie.columns)
    const counted = newCounted()
    return {
      handlers: [
        handler(draft, branches.name, requests, async (session) => {
          const roots = find(session, { table: tie.child, where: [{ column, is: 'null' }], limit: size })
          await perRow(counted, await listed(counted, roots), tie.key, (values) => read(session, values))
        }),
      ],
      expected: [
        { kind: branches.name, lists: [relationOf(tie.child)], lookup: lookupOf(tie.child, tie.columns), also, counted },
      ],
    }
  },
}
