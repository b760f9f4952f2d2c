import { type Kind, lookupOf, takeToOne } from '../draft.ts'
import { handler } from '../handler.ts'
import { one } from '../reads.ts'
import { columnsOfRole } from '../table.ts'
import { volume } from '../volume.ts'
import { busyList } from './busy-list.ts'
import { elsewhere } from './elsewhere.ts'

/** Somebody waits for one row to change and asks for it again and again. */
export const polledStatus: Kind = {
  name: 'polled status',
  build: (draft) => {
    const tie = takeToOne(draft, ({ parent }) => columnsOfRole(parent, 'choice').length > 0)
    if (!tie) return null
    const { size, requests } = volume(draft, tie.child, { sizes: [5, 200] })
    const read = one(draft, tie.parent, tie.key)
    const polls = 15
    return {
      handlers: [
        busyList(draft, polledStatus.name, tie.child, size, requests),
        handler(
          draft,
          polledStatus.name,
          Math.ceil(elsewhere(draft, size * requests) / polls),
          async (session, random) => {
            const values = random.pick(await session.known(tie.parent, tie.key))
            for (let poll = 0; poll < polls; poll++) await read(session, values)
          },
          { page: false },
        ),
      ],
      innocent: [{ kind: polledStatus.name, ...lookupOf(tie.parent, tie.key) }],
    }
  },
}
