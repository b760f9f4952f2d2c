import { literal } from '../../identifier.ts'
import type { Column, Relation } from '../../snapshot.ts'
import type { Name } from '../../fix/change.ts'

/** Restores pg_class as the planner reads it (PostgreSQL 18, manual 9.28.8). `pages` and `tuples` are those that it computes a density of. */
export const restoreRelation = (
  { schema, name }: Name,
  facts: { readonly pages: number; readonly tuples: number; readonly allVisible: number },
): string =>
  `SELECT pg_restore_relation_stats('schemaname', ${literal(schema)}, 'relname', ${literal(name)}, 'relpages', ${int4(facts.pages)}::integer,` +
  ` 'reltuples', ${facts.tuples}::real, 'relallvisible', ${int4(facts.allVisible)}::integer)`

/** Restores pg_statistic of each column that has statistics. Values are known of booleans and enums only. */
export const restoreColumns = (table: Relation): readonly string[] =>
  table.columns.flatMap((column) => (column.statistics ? [restoreColumn(table, column, column.statistics)] : []))

function restoreColumn(table: Relation, column: Column, statistics: NonNullable<Column['statistics']>): string {
  const facts = [
    `'schemaname', ${literal(table.schema)}`,
    `'relname', ${literal(table.name)}`,
    `'attname', ${literal(column.name)}`,
    `'inherited', ${table.kind === 'partitioned table'}`,
    `'null_frac', ${statistics.nullFraction}::real`,
    `'avg_width', ${statistics.averageWidth}::integer`,
    `'n_distinct', ${statistics.distinct}::real`,
  ]
  if (statistics.correlation !== null) facts.push(`'correlation', ${statistics.correlation}::real`)
  if (statistics.mostCommon && statistics.mostCommon.length > 0) {
    const values = statistics.mostCommon.map(({ value }) => quotedElement(value)).join(',')
    const frequencies = statistics.mostCommon.map(({ frequency }) => frequency).join(',')
    facts.push(`'most_common_vals', ${literal(`{${values}}`)}::text`, `'most_common_freqs', '{${frequencies}}'::real[]`)
  }
  return `SELECT pg_restore_attribute_stats(${facts.join(', ')})`
}

/** As an element of an array's text. */
const quotedElement = (value: string): string => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`

const int4 = (pages: number): number => Math.min(Math.round(pages), 2 ** 31 - 1)
