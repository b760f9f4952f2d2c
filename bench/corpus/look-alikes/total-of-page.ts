import { type Kind, lookupOf, takeToMany } from '../draft.ts'
import { handler } from '../handler.ts'
import { aggregate, many } from '../reads.ts'
import { fanOut } from '../ties.ts'
import { volume } from '../volume.ts'
import { busyList } from './busy-list.ts'
import { elsewhere } from './elsewhere.ts'

/** A page of the rows that refer to one, with how many there are in all. */
export const totalOfPage: Kind = {
  name: 'total of a page',
  build: (draft) => {
    const tie = takeToMany(draft, (candidate) => fanOut(candidate) >= 3)
    if (!tie) return null
    const { size, requests } = volume(draft, tie.parent, { sizes: [5, 100] })
    const total = aggregate(draft, tie.child, tie.columns, 'count')
    const page = many(draft, tie.child, tie.columns).read
    return {
      handlers: [
        busyList(draft, totalOfPage.name, tie.parent, size, requests),
        handler(draft, totalOfPage.name, elsewhere(draft, size * requests, 1500), async (session, numbers) => {
          const values = numbers.pick(await session.known(tie.parent, tie.key))
          await page(session, values)
          await total(session, values)
        }),
      ],
      innocent: [{ kind: totalOfPage.name, ...lookupOf(tie.child, tie.columns) }],
    }
  },
}
