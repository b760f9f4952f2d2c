import { isFree, type Kind, lookupOf, take, takeToOne } from '../draft.ts'
import { valuesOf } from '../find.ts'
import { handler } from '../handler.ts'
import { listOf } from '../lists.ts'
import { one } from '../reads.ts'

/** A list page, of which a user opens a row in twenty: the row, what it refers to, and what refers to it. */
export const detailPages: Kind = {
  name: 'detail page',
  build: (draft) => {
    const { random } = draft
    const tie = takeToOne(draft, ({ child }) => isFree(draft, child, child.key))
    if (!tie || !take(draft, tie.child, tie.child.key)) return null
    const size = random.pick([20, 25, 50])
    const share = random.between(30, 100) / 100
    const list = listOf(draft, tie.child, size, [...tie.child.key, ...tie.columns])
    const [row, parent] = [one(draft, tie.child, tie.child.key), one(draft, tie.parent, tie.key)]
    return {
      handlers: [
        handler(
          draft,
          detailPages.name,
          random.scale(20, 500),
          async (session, numbers) => {
            const rows = await list(session, numbers)
            if (rows.length === 0 || !numbers.chance(share)) return
            const opened = numbers.pick(rows)
            await row(session, valuesOf(opened, tie.child.key)!)
            const values = valuesOf(opened, tie.columns)
            if (values) await parent(session, values)
          },
          { page: true },
        ),
      ],
      innocent: [
        { kind: detailPages.name, ...lookupOf(tie.child, tie.child.key) },
        { kind: detailPages.name, ...lookupOf(tie.parent, tie.key) },
      ],
    }
  },
}
