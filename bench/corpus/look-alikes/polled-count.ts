import { type Kind, lookupOf, take } from '../draft.ts'
import { handler } from '../handler.ts'
import { aggregate } from '../reads.ts'
import { tableNamed } from '../table.ts'
import { volume } from '../volume.ts'
import { busyList } from './busy-list.ts'
import { elsewhere } from './elsewhere.ts'

/** The bell in the corner: how many notifications there are, every few seconds of every open page. */
export const polledCount: Kind = {
  name: 'polled count',
  build: (draft) => {
    const { domain } = draft
    const notifications = tableNamed(domain, domain.roles.notifications)
    const reference = notifications.references[0]!
    const users = tableNamed(domain, domain.roles.users)
    if (!take(draft, notifications, reference.columns)) return null
    const { size, requests } = volume(draft, users, { sizes: [5, 100], rows: [60, 2000] })
    const read = aggregate(draft, notifications, reference.columns, 'count')
    return {
      handlers: [
        busyList(draft, polledCount.name, users, size, requests),
        handler(
          draft,
          polledCount.name,
          elsewhere(draft, size * requests),
          async (session, numbers) => {
            await read(session, numbers.pick(await session.known(users, users.key)))
          },
          { page: false },
        ),
      ],
      innocent: [{ kind: polledCount.name, ...lookupOf(notifications, reference.columns) }],
    }
  },
}
