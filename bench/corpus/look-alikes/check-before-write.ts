import { type Kind, lookupOf, takeToOne } from '../draft.ts'
import { handler } from '../handler.ts'
import { insertRow } from '../insert.ts'
import { one } from '../reads.ts'
import { busyList } from './busy-list.ts'
import { isWritable } from './is-writable.ts'

/** Whether what a new row refers to is there is asked before it is added. */
export const checkBeforeWrite: Kind = {
  name: 'check before a write',
  build: (draft) => {
    const tie = takeToOne(draft, (candidate) => isWritable(draft, candidate.child))
    if (!tie) return null
    const { random, domain } = draft
    const read = one(draft, tie.parent, tie.key)
    return {
      handlers: [
        busyList(draft, checkBeforeWrite.name, tie.child, random.scale(50, 300), random.scale(20, 60)),
        handler(draft, checkBeforeWrite.name, random.scale(20, 800), async (session, numbers) => {
          await read(session, numbers.pick(await session.known(tie.parent, tie.key)))
          await insertRow(session, numbers, domain, tie.child)
        }),
      ],
      innocent: [{ kind: checkBeforeWrite.name, ...lookupOf(tie.parent, tie.key) }],
    }
  },
}
