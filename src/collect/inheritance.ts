import type { Catalog, Reading } from './catalog.ts'
import { MARK } from './message.ts'
import { FIRST_USER_OID } from './user-relations.ts'
import { number, text } from './value.ts'

/** Partitions and their parents, inheritance, and the indexes of partitions with those of their parents. */
export const inheritance = (catalog: Catalog): Reading => ({
  sections: ['relations', 'indexes'],
  sql: `select ${MARK} h.inhrelid, n.nspname, c.relname from pg_inherits h
join pg_class c on c.oid = h.inhparent join pg_namespace n on n.oid = c.relnamespace
where h.inhrelid >= ${FIRST_USER_OID} order by h.inhrelid, h.inhseqno`,
  row: (row) => {
    const child = number(row[0])
    const parent = { schema: text(row[1]), name: text(row[2]) }
    const index = catalog.indexes.get(child)?.index
    const relation = catalog.relations.get(child)
    if (index) index.attachedTo = parent
    else if (relation?.partition) relation.relation.partitionOf = parent
    else relation?.relation.inherits.push(parent)
  },
})
