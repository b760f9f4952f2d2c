import { isFree, type Kind, lookupOf, take, takeToOne } from '../draft.ts'
import { handler } from '../handler.ts'
import { many, one } from '../reads.ts'
import { fanOut } from '../ties.ts'

/** The page of a row with the rows that refer to it: two statements, however many rows. */
export const parentPage: Kind = {
  name: 'a row and its list',
  build: (draft) => {
    const tie = takeToOne(draft, (candidate) => fanOut(candidate) >= 5 && isFree(draft, candidate.child, candidate.columns))
    if (!tie || !take(draft, tie.child, tie.columns)) return null
    const read = one(draft, tie.parent, tie.key)
    const list = many(draft, tie.child, tie.columns).read
    return {
      handlers: [
        handler(draft, parentPage.name, draft.random.scale(20, 1200), async (session, random) => {
          const values = random.pick(await session.known(tie.parent, tie.key))
          await read(session, values)
          await list(session, values)
        }),
      ],
      innocent: [
        { kind: parentPage.name, ...lookupOf(tie.parent, tie.key) },
        { kind: parentPage.name, ...lookupOf(tie.child, tie.columns) },
      ],
    }
  },
}
