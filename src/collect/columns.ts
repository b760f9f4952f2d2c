import type { Column } from '../snapshot.ts'
import { intern } from './catalog.ts'
import type { Catalog, Reading, Writable } from './catalog.ts'
import type { TextRow } from './connection.ts'
import { MARK } from './message.ts'
import { baseType } from './types.ts'
import { andOfChosen, FIRST_USER_OID, inUserSchemas } from './user-relations.ts'
import { number, text } from './value.ts'

const DEFAULT_COLLATION = 100

// The server sends null for what most columns do not have, and a type's text only where the type's own name is not enough.
export const columns = (catalog: Catalog): Reading => ({
  sections: ['columns'],
  sql: `select ${MARK} a.attrelid, a.attnum, a.attname, a.atttypid,
  case when a.atttypmod >= 0 or a.atttypid >= ${FIRST_USER_OID} then format_type(a.atttypid, a.atttypmod) end,
  nullif(a.attnotnull, false), nullif(a.attidentity, ''), nullif(a.attgenerated, ''),
  case when a.attcollation not in (0, ${DEFAULT_COLLATION}) then a.attcollation end
from pg_attribute a
where a.attnum > 0 and not a.attisdropped and a.attrelid in (select c.oid from pg_class c
  where c.relkind in ('r', 'p', 'v', 'm', 'f') -- tables, partitioned tables, views, materialized views, foreign tables
    and c.relpersistence <> 't' and c.oid >= ${FIRST_USER_OID} and ${inUserSchemas(catalog, 'c.relnamespace')})`,
  row: (row) => addColumn(catalog, row),
})

function addColumn(catalog: Catalog, row: TextRow): void {
  const draft = catalog.relations.get(number(row[0]))
  if (!draft) return
  const attribute = number(row[1])
  const typeId = number(row[3])
  const type = catalog.types.get(typeId)
  const baseId = type && type.base !== 0 ? baseType(catalog, typeId) : typeId
  const base = catalog.types.get(baseId)
  const formatted = row[4] === null || row[4] === undefined ? (type?.formatted ?? 'unknown') : intern(catalog, row[4])
  const typeCollation = type?.collation ?? 0
  const sent = number(row[8])
  const collation = sent === 0 && typeCollation !== 0 ? DEFAULT_COLLATION : sent
  const domainSchema = type && type.base !== 0 ? catalog.probe.schemas.get(type.schema)?.name : undefined
  const column: Writable<Column> = {
    name: intern(catalog, text(row[2])),
    type: formatted,
    baseType: base?.formatted ?? formatted,
    // A row type of a relation, or an array of one, is not among the types we read.
    category: base?.category ?? (formatted.endsWith('[]') ? 'A' : 'C'),
    domain: type && domainSchema !== undefined ? { schema: domainSchema, name: type.name } : null,
    notNull: row[5] === 't',
    default: null,
    generated: row[7] === 's' ? 'stored' : row[7] === 'v' ? 'virtual' : null,
    identity: row[6] === 'a' ? 'always' : row[6] === 'd' ? 'by default' : null,
    collation: collation === typeCollation ? null : collationName(catalog, collation),
    statistics: null,
  }
  draft.columns[attribute] = column
  draft.types[attribute] = baseId
  if (collation !== 0 && collation !== DEFAULT_COLLATION) draft.collations.set(attribute, collation)
}

export const collationName = (catalog: Catalog, oid: number): string =>
  oid === DEFAULT_COLLATION ? 'default' : (catalog.collations.get(oid) ?? 'unknown')

/** The collation that a column sorts by; 0 for types without one. */
export function columnCollation(
  draft: { types: readonly number[]; collations: Map<number, number> },
  catalog: Catalog,
  attribute: number,
): number {
  const own = draft.collations.get(attribute)
  if (own !== undefined) return own
  const type = catalog.types.get(draft.types[attribute] ?? 0)
  return type && type.collation !== 0 ? DEFAULT_COLLATION : 0
}

/** Defaults, and the expressions of generated columns. */
export const defaults = (catalog: Catalog): Reading => ({
  sections: ['columns'],
  sql: `select ${MARK} d.adrelid, d.adnum, pg_get_expr(d.adbin, d.adrelid) from pg_attrdef d where d.adrelid >= ${FIRST_USER_OID}${andOfChosen(catalog, 'd.adrelid')}`,
  row: (row) => {
    const column = catalog.relations.get(number(row[0]))?.columns[number(row[1])]
    if (column) column.default = intern(catalog, text(row[2]))
  },
})
