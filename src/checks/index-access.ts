import * as v from 'valibot'
import type { Column, Relation } from '../snapshot.ts'
import { type Clause, clauseOf, combine, TRUE } from '../sql/clause.ts'
import { parseExpression } from '../sql/parse.ts'
import { renameColumns } from '../sql/rename-columns.ts'
import type { ColumnOf } from '../sql/constant.ts'
import { type Term, termKey, termOf } from '../sql/term.ts'

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
  /** Text of `where`, or null when the rule has none. */
  readonly whereText: string | null
  readonly unique: boolean
  readonly method: string
}

export const columnsOf = (relation: Relation): ColumnOf => {
  const columns = new Map(relation.columns.map((column: Column) => [column.name, column]))
  return (name) => columns.get(name)
}

/**
 * What a rule's parameters ask of this relation; `rename` maps the plan's column names to the relation's, `version` is the
 * server's `server_version_num`.
 */
export function accessOf(params: IndexParams, relation: Relation, rename: (name: string) => string, version: number): Access {
  const columnOf = columnsOf(relation)
  const keyOf = (text: string): AccessKey => {
    if (text.startsWith('(')) {
      const renamed = renameColumns(text, rename)
      const term = expressionTerm(renamed, columnOf)
      return { text: renamed, term, key: termKey(term), column: null }
    }
    const term: Term = { kind: 'column', name: rename(text) }
    return { text: term.name, term, key: termKey(term), column: term.name }
  }
  const where = params.where === undefined ? null : renameColumns(params.where, rename)
  const equal = params.equal.map(keyOf).filter(isFirst)
  const order = params.order.map((text): SortKey => {
    const { subject, descending, nullsFirst } = sortWords(text) as SortWords
    return { ...keyOf(subject), descending, nullsFirst }
  })
  return {
    equal,
    // What is equal in all rows does not sort them, and neither does what has sorted them already.
    order: order.filter(isFirst).filter(({ key }) => !equal.some((other) => other.key === key)),
    where: where === null ? TRUE : heeded(clauseOf(parseExpression(where) ?? undefined, columnOf), relation, version),
    whereText: where,
    unique: params.unique,
    method: params.method,
  }
}

/** From 17 the planner forgets that the query says `x is not null` of a NOT NULL column, and with it what that would prove. */
function heeded(where: Clause, relation: Relation, version: number): Clause {
  if (version < 170000) return where
  const notNull = new Set(relation.columns.filter((column) => column.notNull).map((column) => column.name))
  const parts = where.kind === 'and' && !where.list ? where.of : [where]
  return combine(
    'and',
    parts.filter((part) => !(part.kind === 'null' && part.not && part.term.kind === 'column' && notNull.has(part.term.name))),
  )
}

const isFirst = ({ key }: AccessKey, at: number, all: readonly AccessKey[]): boolean =>
  all.findIndex((other) => other.key === key) === at

/** The canonical form of an expression; one that cannot be parsed is like nothing but itself. */
export function expressionTerm(text: string, columnOf: ColumnOf): Term {
  const node = parseExpression(text)
  return node ? termOf(node, columnOf) : { kind: 'apply', name: `unread ${text}`, strict: false, of: [] }
}

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
