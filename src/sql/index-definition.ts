import { qualified, quote } from '../identifier.ts'
import type { Index, IndexKey } from '../snapshot.ts'

/** `"created_at" DESC NULLS LAST`: a key as PostgreSQL's own definition prints it, with what differs from the defaults. */
export function keyDefinition(key: IndexKey): string {
  const collation = key.collation === null ? '' : ` COLLATE ${collationName(key.collation)}`
  const options = key.opclassOptions === null ? '' : ` (${key.opclassOptions})`
  const opclass = key.defaultFamily && options === '' ? '' : ` ${objectName(key.opclass)}${options}`
  const direction = key.descending ? ' DESC' : ''
  const nulls = key.nullsFirst === key.descending ? '' : key.nullsFirst ? ' NULLS FIRST' : ' NULLS LAST'
  return `${key.column === null ? expression(key.expression ?? '') : quote(key.column)}${collation}${opclass}${direction}${nulls}`
}

/** A bare function call may stand without parentheses, everything else needs them; PostgreSQL prints them where it does. */
const expression = (text: string): string => (text.startsWith('(') || text.endsWith(')') ? text : `(${text})`)

/** A snapshot writes `schema.name` for what is outside pg_catalog, and the bare name for what is in it. */
function objectName(name: string): string {
  const dot = name.indexOf('.')
  return dot === -1 ? quote(name) : qualified({ schema: name.slice(0, dot), name: name.slice(dot + 1) })
}

/** The system's own collations have names with a dot as well: `en_US.utf8`, a locale and its encoding. */
const collationName = (name: string): string =>
  ENCODINGS.has(name.slice(name.indexOf('.') + 1).toLowerCase()) ? quote(name) : objectName(name)

const ENCODINGS = new Set(['utf8', 'utf-8'])

/** The statement that builds this index on that relation; `only` on a partitioned table itself, none of its partitions. */
export function indexDefinition(
  relation: { readonly schema: string; readonly name: string },
  index: Index,
  only: 'only' | 'all' = 'all',
): string {
  const include = index.include.length === 0 ? '' : ` INCLUDE (${index.include.map(quote).join(', ')})`
  const nulls = index.nullsNotDistinct ? ' NULLS NOT DISTINCT' : ''
  const options = index.options.length === 0 ? '' : ` WITH (${index.options.join(', ')})`
  const predicate = index.predicate === null ? '' : ` WHERE ${index.predicate}`
  return (
    `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${quote(index.name)} ON ${only === 'only' ? 'ONLY ' : ''}${qualified(relation)} USING ${index.method}` +
    ` (${index.keys.map(keyDefinition).join(', ')})${include}${nulls}${options}${predicate}`
  )
}
