import { type Kind, lookupOf, take } from '../draft.ts'
import { handler } from '../handler.ts'
import { one } from '../reads.ts'
import { columnsOfRole, relationOf } from '../table.ts'
import { busyList } from './busy-list.ts'

/** A row by its slug: unique, and no key that anything refers to. */
export const bySlug: Kind = {
  name: 'lookup by slug',
  build: (draft) => {
    const { random } = draft
    const tables = draft.domain.tables.filter((table) => columnsOfRole(table, 'unique').length > 0)
    const table = random.pick(tables)
    const columns = [columnsOfRole(table, 'unique')[0]!.name]
    if (!take(draft, table, columns)) return null
    const children = draft.domain.tables.filter((child) => child.references.some((to) => to.table === relationOf(table)))
    const read = one(draft, table, columns)
    return {
      handlers: [
        ...children.slice(0, 2).map((child) => busyList(draft, bySlug.name, child, random.scale(5, 100), random.scale(10, 100))),
        handler(draft, bySlug.name, random.scale(20, 2500), async (session, numbers) => {
          await read(session, numbers.pick(await session.known(table, columns)))
        }),
      ],
      innocent: [{ kind: bySlug.name, ...lookupOf(table, columns) }],
    }
  },
}
