import { quote } from '../../src/identifier.ts'
import type { Index, IndexKey, Relation } from '../../src/snapshot.ts'

/** What pg_get_indexdef would print, built from a collected index alone: if the two agree, nothing of the structure was lost. */
export function indexText(relation: Relation, index: Index): string {
  const only = relation.kind === 'partitioned table' ? 'ONLY ' : ''
  const include = index.include.length > 0 ? ` INCLUDE (${index.include.map(name).join(', ')})` : ''
  const nulls = index.nullsNotDistinct ? ' NULLS NOT DISTINCT' : ''
  const options = index.options.map((option) => option.replace(/=(.*)/, "='$1'"))
  const predicate = index.predicate === null ? '' : ` WHERE ${index.predicate}`
  return `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${name(index.name)} ON ${only}${name(relation.schema)}.${name(relation.name)} USING ${index.method} (${index.keys.map((key) => keyText(key)).join(', ')})${include}${nulls}${options.length > 0 ? ` WITH (${options.join(', ')})` : ''}${predicate}`
}

function keyText(key: IndexKey): string {
  const collation = key.collation === null ? '' : ` COLLATE ${quote(key.collation)}`
  const opclass = key.defaultFamily
    ? ''
    : ` ${key.opclass}${key.opclassOptions === null ? '' : ` (${key.opclassOptions.replace(/=(.*)/, "='$1'")})`}`
  const nulls = key.descending ? (key.nullsFirst ? ' DESC' : ' DESC NULLS LAST') : key.nullsFirst ? ' NULLS FIRST' : ''
  return `${key.column === null ? key.expression : name(key.column)}${collation}${opclass}${nulls}`
}

/** As the server quotes: only what needs it. */
const name = (text: string): string => (/^[a-z_][a-z0-9_]*$/.test(text) ? text : quote(text))
