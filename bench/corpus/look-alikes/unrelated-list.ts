import { type Kind, lookupOf, takeToOne } from '../draft.ts'
import { handler } from '../handler.ts'
import { one } from '../reads.ts'
import { volume } from '../volume.ts'
import { busyList } from './busy-list.ts'
import { elsewhere } from './elsewhere.ts'

/** A row by its key, on pages of its own, while a list whose rows refer to such rows is busy. */
export const unrelatedList: Kind = {
  name: 'unrelated busy list',
  build: (draft) => {
    const tie = takeToOne(draft)
    if (!tie) return null
    const { size, requests } = volume(draft, tie.child, { sizes: [5, 500] })
    const read = one(draft, tie.parent, tie.key)
    return {
      handlers: [
        busyList(draft, unrelatedList.name, tie.child, size, requests),
        handler(draft, unrelatedList.name, elsewhere(draft, size * requests), async (session, random) => {
          await read(session, random.pick(await session.known(tie.parent, tie.key)))
        }),
      ],
      innocent: [{ kind: unrelatedList.name, ...lookupOf(tie.parent, tie.key) }],
    }
  },
}
