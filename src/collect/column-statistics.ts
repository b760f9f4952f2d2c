import type { ColumnStatistics } from '../snapshot.ts'
import type { Catalog, Reading, Writable } from './catalog.ts'
import type { TextRow } from './connection.ts'
import { MARK } from './message.ts'
import { andOfChosen, FIRST_USER_OID } from './user-relations.ts'
import { number, numberOrNull, text, texts } from './value.ts'

/** STATISTIC_KIND_CORRELATION and STATISTIC_KIND_MCV, src/include/catalog/pg_statistic.h */
const CORRELATION = 3
const MOST_COMMON = 1
const SLOTS = [1, 2, 3, 4, 5]
/** The operators `=` of boolean and of enums, pg_operator.dat */
const HAS_VALUES = `s.stakind1 = ${MOST_COMMON} and s.staop1 in (91, 3516)`

/**
 * What the planner knows of each column. Values are somebody's data: only those of boolean and enum columns are read,
 * which are the schema's own.
 */
export const columnStatistics = (catalog: Catalog): readonly Reading[] =>
  catalog.probe.readsColumnStatistics ? fromCatalog(catalog) : fromView(catalog)

// Most common values come first of a column's statistics, and `=` of boolean and of enums says what type they are of.
const fromCatalog = (catalog: Catalog): readonly Reading[] => [
  {
    sections: ['column-statistics'],
    sql: `select ${MARK} s.starelid, s.staattnum, nullif(s.stainherit, false), nullif(s.stanullfrac, 0), s.stadistinct, s.stawidth,
  case ${CORRELATION} ${SLOTS.map((slot) => `when s.stakind${slot} then s.stanumbers${slot}[1]`).join(' ')} end,
  case when ${HAS_VALUES} then to_json(s.stavalues1::text::text[]) end, case when ${HAS_VALUES} then to_json(s.stanumbers1) end
from pg_statistic s where s.starelid >= ${FIRST_USER_OID}${andOfChosen(catalog, 's.starelid')}`,
    row: (row) => {
      const column = catalog.relations.get(number(row[0]))?.columns[number(row[1])]
      // A parent's statistics with those of its children stand only where it has none of its own.
      if (column && (row[2] === null || column.statistics === null)) {
        column.statistics = statisticsOf(row, mostCommon(row))
      }
    },
  },
]

function mostCommon(row: TextRow): ColumnStatistics['mostCommon'] {
  if (!row[7] || !row[8]) return null
  const frequencies = JSON.parse(row[8]) as number[]
  return texts(row[7]).map((value, position) => ({ value, frequency: frequencies[position] ?? 0 }))
}

/** pg_stats shows the columns of tables that this role may read. */
function fromView(catalog: Catalog): readonly Reading[] {
  const byName = new Map<string, Map<string, Writable<Column>>>()
  const columnOf = (row: TextRow): Writable<Column> | undefined => {
    if (byName.size === 0) {
      for (const { relation, columns } of catalog.relations.values()) {
        const named = new Map<string, Writable<Column>>()
        for (const column of columns) if (column) named.set(column.name, column)
        byName.set(`${relation.schema}\n${relation.name}`, named)
      }
    }
    return byName.get(`${text(row[0])}\n${text(row[1])}`)?.get(text(row[2]))
  }
  return [
    {
      sections: ['column-statistics'],
      sql: `select ${MARK} s.schemaname, s.tablename, s.attname, nullif(s.inherited, false), nullif(s.null_frac, 0), s.n_distinct, s.avg_width,
  s.correlation
from pg_stats s where s.schemaname not in ('pg_catalog', 'information_schema')`,
      row: (row) => {
        const column = columnOf(row)
        if (column && (row[3] === null || column.statistics === null)) column.statistics = statisticsOf(row.slice(1))
      },
    },
    {
      sections: ['column-statistics'],
      sql: `select ${MARK} s.schemaname, s.tablename, s.attname, m.value, m.frequency
from pg_stats s
join pg_namespace n on n.nspname = s.schemaname
join pg_class c on c.relnamespace = n.oid and c.relname = s.tablename
join pg_attribute a on a.attrelid = c.oid and a.attname = s.attname
join pg_type t on t.oid = a.atttypid and (t.typtype = 'e' or t.oid = 'boolean'::regtype) -- enum
cross join lateral unnest(s.most_common_vals::text::text[], s.most_common_freqs) with ordinality m(value, frequency, position)
where s.schemaname not in ('pg_catalog', 'information_schema') and s.inherited = (c.relkind = 'p') -- partitioned table
order by c.oid, a.attnum, m.position`,
      row: (row) => addMostCommon(columnOf(row), row.slice(1)),
    },
  ]
}

type Column = { statistics: ColumnStatistics | null; name: string }

const statisticsOf = (row: TextRow, values: ColumnStatistics['mostCommon'] = null): ColumnStatistics => ({
  nullFraction: number(row[3]),
  distinct: number(row[4]),
  averageWidth: number(row[5]),
  correlation: numberOrNull(row[6]),
  mostCommon: values,
})

function addMostCommon(column: Writable<Column> | undefined, row: TextRow): void {
  if (!column?.statistics) return
  const value = { value: text(row[2]), frequency: number(row[3]) }
  const statistics = column.statistics as Writable<ColumnStatistics> & { mostCommon: (typeof value)[] | null }
  if (statistics.mostCommon) statistics.mostCommon.push(value)
  else statistics.mostCommon = [value]
}
