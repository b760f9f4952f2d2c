import type { Relation } from '../snapshot.ts'
import { type Clause, combine, TRUE } from './clause.ts'
import type { ColumnOf } from './constant.ts'
import { type Term, termKey } from './term.ts'
import { typeOf } from './type-of.ts'

/**
 * A condition of a query as the planner keeps it. `x = x` becomes `x is not null` (process_equivalence), and from 17 what a NOT NULL
 * column makes always true is forgotten (restriction_is_always_true), and with it what that would prove.
 */
export function heeded(where: Clause, relation: Relation, version: number, columnOf: ColumnOf): Clause {
  const parts = (where.kind === 'and' && !where.list ? where.of : [where]).map((part) => sameAsItself(part, columnOf) ?? part)
  if (version < 170000) return combine('and', parts)
  const notNull = new Set(relation.columns.filter((column) => column.notNull).map((column) => column.name))
  const certain = (part: Clause): boolean | null =>
    part.kind === 'null' && part.term.kind === 'column' && notNull.has(part.term.name) ? part.not : null
  return combine(
    'and',
    parts.map((part) => {
      const branches = part.kind === 'or' && !part.list ? part.of : [part]
      if (branches.some((branch) => certain(branch) === true)) return TRUE
      return branches.every((branch) => certain(branch) === false) ? combine('or', []) : part
    }),
  )
}

function sameAsItself(clause: Clause, columnOf: ColumnOf): Clause | null {
  if (clause.kind !== 'compare' || clause.operator !== '=' || termKey(clause.left) !== termKey(clause.right)) return null
  const type = typeOf(clause.left, columnOf)
  // The comparison is of the text that a varchar is cast to, and so is the test.
  const cast = type?.name === 'varchar' ? 'text' : type?.domain ? type.name : null
  const term: Term = cast === null ? clause.left : { kind: 'apply', name: `relabel ${cast}`, strict: true, of: [clause.left] }
  return { kind: 'null', term, not: true }
}
