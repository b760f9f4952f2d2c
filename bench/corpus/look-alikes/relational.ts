import { backwardsFrom, exportName, towards } from '../dialects/drizzle-schema.ts'
import { queryOf } from '../dialects/drizzle.ts'
import { type Kind, lookupOf, takeToMany, takeToOne } from '../draft.ts'
import { handler } from '../handler.ts'
import { volume } from '../volume.ts'

/** `db.query.….findMany({ with: … })`: a lateral join, whichever way the reference goes. */
export const relational: Kind = {
  name: 'relational query',
  build: (draft) => {
    const { random } = draft
    const toMany = random.chance(0.5)
    const tie = toMany ? takeToMany(draft) : takeToOne(draft)
    if (!tie) return null
    const listed = toMany ? tie.parent : tie.child
    const { size, requests } = volume(draft, listed, { sizes: [5, 100], rows: [300, 4000] })
    const relation = toMany ? backwardsFrom(tie.child, tie.columns) : towards(tie.columns)
    return {
      handlers: [
        handler(draft, relational.name, requests, async (session) => {
          await queryOf(session, exportName(listed)).findMany({ with: { [relation]: true }, limit: size })
        }),
      ],
      innocent: [{ kind: relational.name, ...(toMany ? lookupOf(tie.child, tie.columns) : lookupOf(tie.parent, tie.key)) }],
    }
  },
}
