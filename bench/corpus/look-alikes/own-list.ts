import { type Kind, lookupOf, takeToMany } from '../draft.ts'
import { handler } from '../handler.ts'
import { many } from '../reads.ts'
import { volume } from '../volume.ts'
import { busyList } from './busy-list.ts'
import { elsewhere } from './elsewhere.ts'

/** Everybody opens the list of what is theirs, while somebody else lists everybody. */
export const ownList: Kind = {
  name: 'own list on a page',
  build: (draft) => {
    const tie = takeToMany(draft)
    if (!tie) return null
    const { size, requests } = volume(draft, tie.parent, { sizes: [5, 200] })
    const { read } = many(draft, tie.child, tie.columns)
    return {
      handlers: [
        busyList(draft, ownList.name, tie.parent, size, requests),
        handler(draft, ownList.name, elsewhere(draft, size * requests), async (session, random) => {
          await read(session, random.pick(await session.known(tie.parent, tie.key)))
        }),
      ],
      innocent: [{ kind: ownList.name, ...lookupOf(tie.child, tie.columns) }],
    }
  },
}
