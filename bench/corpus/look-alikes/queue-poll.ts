import { qualified, quote } from '../../../src/identifier.ts'
import { type Kind, lookupOf, take } from '../draft.ts'
import { handler } from '../handler.ts'
import { columnsOfRole, tableNamed } from '../table.ts'
import { busyList } from './busy-list.ts'

/** Workers that ask for the next job, find one now and then, and mark it done. */
export const queuePoll: Kind = {
  name: 'queue poll',
  build: (draft) => {
    const { domain, random } = draft
    const jobs = tableNamed(domain, domain.roles.jobs)
    if (!take(draft, jobs, jobs.key)) return null
    const [queue, state] = columnsOfRole(jobs, 'choice')
    const [name, key, status] = [qualified(jobs), quote(jobs.key[0]!), quote(state!.name)]
    const most = random.pick([1, 5, 10])
    return {
      handlers: [
        busyList(draft, queuePoll.name, jobs, 50, random.scale(3, 40)),
        handler(
          draft,
          queuePoll.name,
          random.scale(50, 1000),
          async (session, numbers) => {
            const found = await session.query(
              `select * from ${name} where ${quote(queue!.name)} = $1 and ${status} = $2 order by ${key} limit ${most} for update skip locked`,
              [numbers.pick(queue!.choices), 'ready'],
            )
            for (const row of found.slice(0, numbers.chance(0.3) ? most : 0))
              await session.query(`update ${name} set ${status} = $1 where ${key} = $2`, ['done', row[jobs.key[0]!]])
          },
          { page: false },
        ),
      ],
      innocent: [{ kind: queuePoll.name, ...lookupOf(jobs, jobs.key) }],
    }
  },
}
