import type { Node } from 'libpg-query'
import * as v from 'valibot'
import { qualified } from '../identifier.ts'
import type { Column, EnumType, Relation } from '../snapshot.ts'
import { type Clause, combine, isNever, TRUE } from '../sql/clause.ts'
import { parseExpression } from '../sql/parse.ts'
import { clauseOf } from '../sql/read-clause.ts'
import { renameColumns } from '../sql/rename-columns.ts'
import type { ColumnOf, KnownColumn } from '../sql/constant.ts'
import { keyTerm } from '../sql/index-key.ts'
import { asParsedBy } from '../sql/parsed-by.ts'
import { heeded } from '../sql/restriction.ts'
import { type Term, termKey } from '../sql/term.ts'
import { unreadConstant } from '../sql/unread-constant.ts'

const sqlText = v.pipe(v.string(), v.nonEmpty('is empty. Write a column or an expression in parentheses.'))

const SORT_WORDS = new Set(['asc', 'desc', 'nulls', 'first', 'last'])

/** `created_at desc nulls last`: a column or an expression in parentheses, then PostgreSQL's own words. */
const sortText = v.pipe(
  sqlText,
  v.check(
    (text) => sortWords(text) !== null,
    (issue) => `"${String(issue.input)}" is not a sort key. Write a column, then asc or desc, then nulls first or nulls last.`,
  ),
)

export const indexParams = v.strictObject({
  /** Columns (or expressions in parentheses) that the query compares with a value, in any order. */
  equal: v.optional(v.array(sqlText), []),
  /** Sort keys as the query writes them, in this order. */
  order: v.optional(v.array(sortText), []),
  /** A condition with constants that the query always has; the rule then asks for a partial index. */
  where: v.optional(sqlText),
  unique: v.optional(v.boolean(), false),
  method: v.optional(v.picklist(['btree', 'gin', 'gist', 'hash', 'brin', 'spgist']), 'btree'),
  /** Name for the index when the fix creates it, `{table}` for the table. Never used to decide. */
  name: v.optional(v.string()),
})
export type IndexParams = v.InferOutput<typeof indexParams>

/** A column or expression as the rule asks for it. `text` is SQL, `key` its canonical form (see sql/term). */
export interface AccessKey {
  readonly text: string
  readonly term: Term
  readonly key: string
  readonly column: string | null
  /** Of `(x collate "C")`, where it is not the column's own. */
  readonly collation: string | null
}

export interface SortKey extends AccessKey {
  readonly descending: boolean
  readonly nullsFirst: boolean
}

/** The query that a rule stands for: `where <equal> = $n and <where> order by <order>`. */
export interface Access {
  readonly equal: readonly AccessKey[]
  readonly order: readonly SortKey[]
  readonly where: Clause
  /** The same as the predicate of an index, of which the planner forgets nothing. */
  readonly predicate: Clause
  /** Why the condition cannot be read as a server would, else null. */
  readonly unread: string | null
  /** Text of `where`, or null when the rule has none. */
  readonly whereText: string | null
  readonly unique: boolean
  readonly method: string
}

/** `enums` are those of the snapshot: their order is that of their labels. */
export const columnsOf = (relation: Relation, enums: readonly EnumType[] = []): ColumnOf => {
  const columns = new Map(relation.columns.map((column) => [column.name, withLabels(column, enums)]))
  return (name) => columns.get(name)
}

function withLabels(column: Column, enums: readonly EnumType[]): KnownColumn {
  if (column.category !== 'E') return column
  return { ...column, labels: enums.find((each) => qualified(each) === column.baseType)?.labels ?? [] }
}

/**
 * What a rule's parameters ask of this relation; `rename` maps the plan's column names to the relation's, `version` is the
 * server's `server_version_num`, `enums` are the snapshot's.
 */
export function accessOf(
  params: IndexParams,
  relation: Relation,
  rename: (name: string) => string,
  version: number,
  enums: readonly EnumType[] = [],
): Access {
  const columnOf = columnsOf(relation, enums)
  const read = (text: string): Node | undefined => asParsedBy(version, parseExpression(text) ?? undefined)
  const keyOf = (text: string): AccessKey => {
    if (text.startsWith('(')) {
      const renamed = renameColumns(text, rename)
      const { term, collation } = keyTerm(renamed, read(renamed), columnOf)
      return { text: renamed, term, key: termKey(term), column: null, collation }
    }
    const term: Term = { kind: 'column', name: rename(text) }
    return { text: term.name, term, key: termKey(term), column: term.name, collation: null }
  }
  const where = params.where === undefined ? null : renameColumns(params.where, rename)
  const equal = params.equal.map(keyOf).filter(isFirst)
  const order = params.order.map((text): SortKey => {
    const { subject, descending, nullsFirst } = sortWords(text) as SortWords
    return { ...keyOf(subject), descending, nullsFirst }
  })
  const predicate = where === null ? TRUE : clauseOf(read(where), columnOf)
  // What makes columns unique need not be read by the planner.
  const condition = params.unique ? predicate : heeded(predicate, relation, version, columnOf)
  return {
    equal,
    // What is equal in all rows does not sort them, and neither does what has sorted them already.
    order: order.filter(isFirst).filter(({ key }) => !equal.some((other) => other.key === key)),
    where: condition,
    predicate,
    unread: isNever(condition) ? 'no row satisfies its condition' : unreadConstant(predicate, columnOf),
    whereText: where,
    unique: params.unique,
    method: params.method,
  }
}

const isFirst = ({ key }: AccessKey, at: number, all: readonly AccessKey[]): boolean =>
  all.findIndex((other) => other.key === key) === at

/** Everything the query's WHERE says, as the planner sees it when the values arrive as parameters. */
export const conditionsOf = (access: Access): Clause =>
  combine('and', [
    access.where,
    ...access.equal.map(({ term }): Clause => ({ kind: 'compare', left: term, operator: '=', right: { kind: 'parameter' } })),
  ])

interface SortWords {
  readonly subject: string
  readonly descending: boolean
  readonly nullsFirst: boolean
}

function sortWords(text: string): SortWords | null {
  const end = text.startsWith('(') ? text.lastIndexOf(')') + 1 : text.search(/\s|$/u)
  const words = text
    .slice(end)
    .split(/\s+/u)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase())
  if (end === 0 || words.some((word) => !SORT_WORDS.has(word))) return null
  const direction = words[0] === 'asc' || words[0] === 'desc' ? words.shift() : 'asc'
  const nulls = words.join(' ')
  if (nulls !== '' && nulls !== 'nulls first' && nulls !== 'nulls last') return null
  const descending = direction === 'desc'
  return { subject: text.slice(0, end), descending, nullsFirst: nulls === '' ? descending : nulls === 'nulls first' }
}

/** `created_at desc`, with the place of the nulls only where it is not what the direction means. */
export const sortKeyText = (key: SortKey): string =>
  `${key.text}${key.descending ? ' desc' : ''}${key.nullsFirst === key.descending ? '' : key.nullsFirst ? ' nulls first' : ' nulls last'}`

/** The canonical subject of an index rule: `(user_id, created_at desc) where is_active = true`. */
export const subjectOf = (access: Access): string =>
  `${access.unique ? 'unique ' : ''}${access.method === 'btree' ? '' : `${access.method} `}(${[...access.equal.map((key) => key.text), ...access.order.map(sortKeyText)].join(', ')})` +
  (access.whereText === null ? '' : ` where ${access.whereText}`)
