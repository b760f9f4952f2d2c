import { type Kind, lookupOf, take } from '../draft.ts'
import { handler } from '../handler.ts'
import { insertRow } from '../insert.ts'
import { one } from '../reads.ts'
import { relationOf } from '../table.ts'
import { busyList } from './busy-list.ts'
import { isWritable } from './is-writable.ts'

/** A row is added and read again for the answer. */
export const insertThenSelect: Kind = {
  name: 'insert, then select',
  build: (draft) => {
    const { random, domain } = draft
    const tables = domain.tables.filter((table) => isWritable(draft, table) && table.references.length > 0)
    const table = random.pick(tables)
    if (!take(draft, table, table.key)) return null
    const read = one(draft, table, table.key)
    const children = domain.tables.filter(({ references }) => references.some((to) => to.table === relationOf(table)))
    return {
      handlers: [
        ...children
          .slice(0, 2)
          .map((child) => busyList(draft, insertThenSelect.name, child, random.scale(5, 60), random.scale(5, 60))),
        busyList(draft, insertThenSelect.name, table, random.scale(5, 60), random.scale(5, 60)),
        handler(draft, insertThenSelect.name, random.scale(20, 1200), async (session, numbers) => {
          await read(session, await insertRow(session, numbers, domain, table))
        }),
      ],
      innocent: [{ kind: insertThenSelect.name, ...lookupOf(table, table.key) }],
    }
  },
}
