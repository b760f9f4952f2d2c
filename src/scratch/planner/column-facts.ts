import type { Column, Relation } from '../../snapshot.ts'
import type { IndexAttribute } from './index-size.ts'

/** What PostgreSQL assumes of a column without statistics: selfuncs.h (DEFAULT_NUM_DISTINCT), lsyscache.c (get_typavgwidth). */
const DEFAULT_DISTINCT = 200
const DEFAULT_WIDTH = 32

/** Of an attribute of an index: `length` is pg_attribute.attlen, negative for values of varying width. */
export function attributeOf(
  table: Relation,
  tuples: number,
  attribute: { readonly column: string | null; readonly length: number; readonly alignment: number },
): IndexAttribute {
  const column = table.columns.find(({ name }) => name === attribute.column)
  const width = attribute.length > 0 ? attribute.length : (column?.statistics?.averageWidth ?? DEFAULT_WIDTH)
  return {
    width: Math.max(1, width),
    // A short value has a length of one byte and is not aligned (postgres.h, VARATT_CAN_MAKE_SHORT).
    alignment: attribute.length > 0 || width > 126 ? attribute.alignment : 1,
    nullFraction: column?.statistics?.nullFraction ?? 0,
    distinct: distinctOf(column, table.tuples ?? tuples, tuples),
  }
}

function distinctOf(column: Column | undefined, tableTuples: number, tuples: number): number {
  const known = column?.statistics?.distinct ?? 0
  const distinct = known < 0 ? -known * tableTuples : known
  if (distinct === 0) return Math.min(tuples, column?.baseType === 'boolean' ? 2 : DEFAULT_DISTINCT)
  return Math.min(tuples, distinct)
}
