import { type Kind, takeToOne } from '../draft.ts'
import { valuesOf } from '../find.ts'
import { handler } from '../handler.ts'
import { listOf } from '../lists.ts'
import { one } from '../reads.ts'
import { relationOf } from '../table.ts'

/** The newest row and what it refers to: as many lookups as rows, but of lists that never have more than one. */
export const oneRowList: Kind = {
  name: 'list of one row',
  build: (draft) => {
    const tie = takeToOne(draft)
    if (!tie) return null
    const list = listOf(draft, tie.child, 1, tie.columns)
    const read = one(draft, tie.parent, tie.key)
    return {
      handlers: [
        handler(draft, oneRowList.name, draft.random.scale(20, 1500), async (session, random) => {
          const rows = await list(session, random)
          if (rows.length > 1) throw new Error(`a list of ${relationOf(tie.child)} that was to have one row has ${rows.length}`)
          for (const row of rows) {
            const values = valuesOf(row, tie.columns)
            if (values) await read(session, values)
          }
        }),
      ],
      innocent: [{ kind: oneRowList.name, relation: relationOf(tie.parent), columns: tie.key }],
    }
  },
}
