import type { Node } from 'libpg-query'
import { columnNameOf, isNullConstant, stringOf } from './node-text.ts'
import { parseExpression } from './parse.ts'
import { kindOf, nodesOf, parseTriggerFunction, type PlFunction, type PlNode, queryOf } from './plpgsql.ts'
import { occurrenceOf } from './row-condition.ts'

/** What a PL/pgSQL trigger function does to a column of NEW in an UPDATE that goes through. */
export type Assignment =
  /** Every path that returns NEW has set it. */
  | { readonly kind: 'always' }
  /** Some paths set it, others return NEW as it came. */
  | { readonly kind: 'sometimes' }
  | { readonly kind: 'never' }
  | { readonly kind: 'unreadable'; readonly reason: string }

type State = 'set' | 'partly' | 'unset' | 'unknown'
/** Null: no way leads past this point. */
type Flow = State | null

const NEW = 0
const OLD = 1
const EXCEPTION = 21 // elog_level of RAISE EXCEPTION, also RAISE without a level

const known = new Map<string, Assignment>()

/** Reads the body of a trigger function: on which of its paths is NEW returned with `column` set to something new? One function serves many tables, so answers are kept. */
export function assignmentTo(body: string, column: string): Assignment {
  const key = `${column}\0${body}`
  const assignment = known.get(key) ?? read(body, column)
  known.set(key, assignment)
  return assignment
}

function read(body: string, column: string): Assignment {
  const parsed = parseTriggerFunction(body)
  if ('error' in parsed) return { kind: 'unreadable', reason: `its body cannot be parsed: ${parsed.error}` }
  const returned: State[] = []
  walk(parsed.body, 'unset', { column, fn: parsed, returned, left: [] })
  if (returned.includes('unknown'))
    return { kind: 'unreadable', reason: 'it assigns or returns a whole row, and which columns change is not in its text' }
  // No RETURN that lets the row through is never, too.
  if (returned.every((state) => state === 'unset')) return { kind: 'never' }
  return { kind: returned.every((state) => state === 'set') ? 'always' : 'sometimes' }
}

interface Walk {
  readonly column: string
  readonly fn: PlFunction
  /** The state at every RETURN that lets the row through. RETURN NULL and RETURN OLD change nothing, so they are left out. */
  readonly returned: State[]
  /** The state at every EXIT or CONTINUE, which lands somewhere behind an enclosing loop or block. */
  readonly left: State[]
}

const walk = (statements: readonly PlNode[], state: Flow, way: Walk): Flow =>
  statements.reduce<Flow>((before, statement) => (before === null ? null : step(statement, before, way)), state)

function join(flows: readonly Flow[]): Flow {
  const states = flows.filter((flow) => flow !== null)
  const [first] = states
  if (first === undefined) return null
  if (states.includes('unknown')) return 'unknown'
  return states.every((state) => state === first) ? first : 'partly'
}

function step(statement: PlNode, state: State, way: Walk): Flow {
  const [kind, fields] = kindOf(statement)
  switch (kind) {
    case 'PLpgSQL_stmt_block': {
      const handlers = nodesOf((fields.exceptions as PlNode | undefined)?.PLpgSQL_exception_block?.exc_list)
      // A handler may start from before or after any statement of the block, so it starts from the state before the block.
      const handled = handlers.map((handler) => walk(nodesOf(handler.PLpgSQL_exception?.action), state, way))
      return join([walk(nodesOf(fields.body), state, way), ...handled, ...(fields.label ? way.left : [])])
    }
    case 'PLpgSQL_stmt_assign':
      return assigned(Number(fields.varno ?? 0), assignedValue(queryOf(fields.expr)), state, way)
    case 'PLpgSQL_stmt_execsql':
    case 'PLpgSQL_stmt_dynexecute': {
      const target = fields.target as PlNode | undefined
      if (target?.PLpgSQL_rec?.refname === 'new') return 'unknown'
      const variables = nodesOf(target?.PLpgSQL_row?.fields) as unknown as readonly { readonly varno?: number }[]
      return variables.reduce<State>((before, { varno }) => assigned(varno ?? 0, null, before, way), state)
    }
    case 'PLpgSQL_stmt_if':
      return branches(fields, state, way)
    case 'PLpgSQL_stmt_case': {
      const arms = nodesOf(fields.case_when_list).map((arm) => walk(nodesOf(arm.PLpgSQL_case_when?.stmts), state, way))
      // Without ELSE a value that no arm names raises an error, and nothing is updated.
      return join(fields.have_else === true ? [...arms, walk(nodesOf(fields.else_stmts), state, way)] : arms)
    }
    case 'PLpgSQL_stmt_loop':
    case 'PLpgSQL_stmt_while':
    case 'PLpgSQL_stmt_fori':
    case 'PLpgSQL_stmt_fors':
    case 'PLpgSQL_stmt_forc':
    case 'PLpgSQL_stmt_foreach_a':
    case 'PLpgSQL_stmt_dynfors':
      return join([state, walk(nodesOf(fields.body), state, way), ...way.left])
    case 'PLpgSQL_stmt_exit':
      way.left.push(state)
      return fields.cond ? state : null
    case 'PLpgSQL_stmt_return': {
      const value = parseExpression(queryOf(fields.expr)) ?? undefined
      if (fields.retvarno === NEW || isNew(value)) way.returned.push(state)
      else if (fields.retvarno === undefined ? value && !isNullConstant(value) : fields.retvarno !== OLD)
        way.returned.push('unknown')
      return null
    }
    case 'PLpgSQL_stmt_raise':
      return fields.elog_level === EXCEPTION ? null : state
    default:
      return state
  }
}

function branches(fields: Readonly<Record<string, unknown>>, state: State, way: Walk): Flow {
  const conditions = [
    { query: queryOf(fields.cond), body: nodesOf(fields.then_body) },
    ...nodesOf(fields.elsif_list).map((arm) => ({
      query: queryOf(arm.PLpgSQL_if_elsif?.cond),
      body: nodesOf(arm.PLpgSQL_if_elsif?.stmts),
    })),
  ]
  const flows: Flow[] = []
  for (const { query, body } of conditions) {
    const occurrence = occurrenceOf(query, way.column)
    if (occurrence !== 'never') flows.push(walk(body, state, way))
    if (occurrence === 'always') return join(flows)
  }
  return join([...flows, walk(nodesOf(fields.else_body), state, way)])
}

/** The state after variable `number` received `value` (null: something that is not in the text, such as a query's result). */
function assigned(number: number, value: Node | null, state: State, { column, fn }: Walk): State {
  if (number === NEW) return 'unknown'
  const field = fn.datums[number]?.PLpgSQL_recfield
  if (!field || (field.recparentno ?? NEW) !== NEW || field.fieldname !== column) return state
  return value && (isNullConstant(value) || isOldValue(value)) ? 'unset' : 'set'
}

/** `new`, or `coalesce(new, old)` as functions for several operations return it: NEW is not null in an UPDATE. */
function isNew(value: Node | undefined): boolean {
  if (value && 'CoalesceExpr' in value) return isNew(value.CoalesceExpr.args?.[0])
  return columnNameOf(value) === 'new'
}

/** `old.updated_at` or `new.updated_at`: a value that the row already had. */
function isOldValue(value: Node): boolean {
  if (!('ColumnRef' in value)) return false
  const record = stringOf(value.ColumnRef.fields?.[0])
  return record === 'old' || record === 'new'
}

/** The right-hand side of `target = value` or `target := value`. The target may be quoted and hold either sign itself. */
function assignedValue(query: string): Node | null {
  let quoted = false
  for (let at = 0; at < query.length; at++) {
    if (query[at] === '"') quoted = !quoted
    if (!quoted && query[at] === '=') return parseExpression(query.slice(at + 1))
  }
  return null
}
