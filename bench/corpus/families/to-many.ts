import { type Kind, lookupOf, takeToMany } from '../draft.ts'
import { handler } from '../handler.ts'
import { listOf } from '../lists.ts'
import { aggregate, many } from '../reads.ts'
import { relationOf } from '../table.ts'
import type { Tie } from '../ties.ts'
import { volume } from '../volume.ts'
import { listed, newCounted, perRow } from './served.ts'

/** The referencing rows, or what they add up to, for each row of a list: `select count(*) … where question_id = $1`. */
export const toMany = (name: string, reads: 'rows' | 'count' | 'max', ties?: (tie: Tie) => boolean): Kind => ({
  name,
  build: (draft) => {
    const tie = takeToMany(draft, ties)
    if (!tie) return null
    const { size, requests } = volume(draft, tie.parent, { rows: [60, 2000] })
    const list = listOf(draft, tie.parent, size, tie.key)
    const { read, also } =
      reads === 'rows' ? many(draft, tie.child, tie.columns) : { read: aggregate(draft, tie.child, tie.columns, reads), also: [] }
    const counted = newCounted()
    return {
      handlers: [
        handler(draft, name, requests, async (session, numbers) => {
          await perRow(counted, await listed(counted, list(session, numbers)), tie.key, (values) => read(session, values))
        }),
      ],
      expected: [{ kind: name, lists: [relationOf(tie.parent)], lookup: lookupOf(tie.child, tie.columns), also, counted }],
    }
  },
})
