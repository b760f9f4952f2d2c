import { qualified } from '../identifier.ts'
import type { Column, EnumType, Relation, Snapshot } from '../snapshot.ts'
import type { Clause } from '../sql/clause.ts'
import type { Constant } from '../sql/constant.ts'
import type { Term } from '../sql/term.ts'
import type { Access } from './index-access.ts'

/** Types of PostgreSQL's own that btree has no default operator class for: pg_opclass of 13 to 18, asked type by type. */
export const WITHOUT_BTREE: ReadonlySet<string> = new Set([
  'aclitem',
  'box',
  'cid',
  'circle',
  'gtsvector',
  'json',
  'jsonpath',
  'line',
  'lseg',
  'path',
  'pg_brin_bloom_summary',
  'pg_brin_minmax_multi_summary',
  'pg_snapshot',
  'point',
  'polygon',
  'refcursor',
  'txid_snapshot',
  'xid',
  'xml',
])

/** Why PostgreSQL would refuse to build the index, as a question; null where nothing is known that stands in the way. */
export function indexObstacle(access: Access, relation: Relation, { extensions, enums }: Snapshot): string | null {
  const names = [...access.equal, ...access.order].map(({ column }) => column)
  const withGin = extensions.some(({ name }) => name === 'btree_gin')
  const column = relation.columns.find((each) => names.includes(each.name) && !hasOperators(each, access.method, withGin))
  if (column) return `${column.name} is ${column.type}, which ${access.method} has no operators for. Which type should it have?`
  const unfit = unfitColumns(access.predicate, relation, enums)
  if (unfit.length === 0) return null
  const types = unfit.map(({ name, type }) => `${name} is ${type}`).join(', ')
  return `${types}, for which PostgreSQL refuses the condition ${access.whereText ?? ''}. Which type is right, or which condition is meant here?`
}

/** GIN searches what has parts. An array compares by its elements, and is only refused once a row has one. */
function hasOperators({ baseType, category }: Column, method: string, withGin: boolean): boolean {
  if (method !== 'btree' && method !== 'gin') return baseType !== 'json' && baseType !== 'xml'
  if (category === 'A') return !WITHOUT_BTREE.has(baseType.slice(0, -'[]'.length))
  if (method === 'btree') return !WITHOUT_BTREE.has(baseType)
  return withGin || baseType === 'jsonb' || baseType === 'tsvector' || category === 'U'
}

/** Columns that the condition compares with what their type is never equal to: `is_active = true` of a text is no condition at all. */
function unfitColumns(condition: Clause, relation: Relation, enums: readonly EnumType[]): readonly Column[] {
  const columnOf = (term: Term): Column | undefined =>
    term.kind === 'column' ? relation.columns.find(({ name }) => name === term.name) : undefined
  const unlessFit = (term: Term, fits: (column: Column) => boolean): readonly Column[] => {
    const column = columnOf(term)
    return column && !fits(column) ? [column] : []
  }
  switch (condition.kind) {
    case 'and':
    case 'or':
      return [...new Set(condition.of.flatMap((part) => unfitColumns(part, relation, enums)))]
    case 'boolean':
    case 'test':
      return unlessFit(condition.term, ({ category }) => category === 'B')
    case 'compare': {
      const { left, right } = condition
      return right.kind === 'constant' ? unlessFit(left, (column) => fitsConstant(column, right, enums)) : []
    }
    case 'null':
      return []
  }
}

const NUMBERS = new Set(['int2', 'int4', 'int8', 'numeric', 'float4', 'float8'])
/** pg_type.typcategory of types that no operator compares with a number: texts, booleans, arrays. */
const NEVER_NUMBERS = new Set(['S', 'B', 'A'])

/** A text without a type is read as a value of the column's own type, and is an error where it is none. */
function fitsConstant({ category, baseType }: Column, { form, value, type }: Constant, enums: readonly EnumType[]): boolean {
  if (form === 'boolean') return category === 'B'
  if (type !== null) return !NUMBERS.has(type) || !NEVER_NUMBERS.has(category)
  if (form === 'number') {
    const isNumber = value.toLowerCase() === 'nan' || !Number.isNaN(Number(value))
    return category === 'N' ? isNumber : !NEVER_NUMBERS.has(category)
  }
  const labels = category === 'E' ? enums.find((each) => qualified(each) === baseType)?.labels : undefined
  return form !== 'label' || labels === undefined || labels.includes(value)
}
