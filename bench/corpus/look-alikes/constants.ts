import { type Kind, lookupOf, takeToOne } from '../draft.ts'
import { handler } from '../handler.ts'
import { one } from '../reads.ts'
import { fanOut } from '../ties.ts'
import { volume } from '../volume.ts'
import { busyList } from './busy-list.ts'
import { elsewhere } from './elsewhere.ts'

/** A job that goes through what its code names, the same few keys every time. */
export const constants: Kind = {
  name: 'loop over constants',
  build: (draft) => {
    const tie = takeToOne(draft, (candidate) => fanOut(candidate) > 1)
    if (!tie) return null
    const { random } = draft
    const { size, requests } = volume(draft, tie.child, { sizes: [5, 200] })
    const count = random.between(3, 12)
    const read = one(draft, tie.parent, tie.key)
    return {
      handlers: [
        busyList(draft, constants.name, tie.child, size, requests),
        handler(
          draft,
          constants.name,
          Math.ceil(elsewhere(draft, size * requests) / count),
          async (session) => {
            for (const values of (await session.known(tie.parent, tie.key)).slice(0, count)) await read(session, values)
          },
          { page: false },
        ),
      ],
      innocent: [{ kind: constants.name, ...lookupOf(tie.parent, tie.key) }],
    }
  },
}
