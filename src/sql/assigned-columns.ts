import type { Node } from 'libpg-query'
import { columnNameOf, isNullConstant } from './node-text.ts'
import { parseExpression } from './parse.ts'
import { parseTriggerFunction, type PlFunction, type PlNode, queryOf } from './plpgsql.ts'

/** Numbers of NEW and OLD among the variables of a trigger function. */
const NEW = 0
const OLD = 1

const known = new Map<string, ReadonlySet<string> | null>()

/**
 * Columns of NEW that a PL/pgSQL trigger function assigns on any of its paths, for whichever operation. Null when its text does not tell:
 * it cannot be parsed, or assigns or returns a whole row.
 */
export function assignedColumns(body: string): ReadonlySet<string> | null {
  const found = known.get(body)
  if (found !== undefined) return found
  const parsed = parseTriggerFunction(body)
  const columns = new Set<string>()
  const all = 'error' in parsed || !collect(parsed.body, parsed, columns) ? null : columns
  known.set(body, all)
  return all
}

/** False as soon as a whole row is assigned or returned. */
function collect(value: unknown, fn: PlFunction, columns: Set<string>): boolean {
  if (Array.isArray(value)) return value.every((each) => collect(each, fn, columns))
  if (value === null || typeof value !== 'object') return true
  return Object.entries(value as PlNode).every(([kind, fields]) => {
    switch (kind) {
      case 'PLpgSQL_stmt_assign':
        return assign(Number(fields.varno ?? 0), fn, columns)
      case 'PLpgSQL_rec':
        return fields.refname !== 'new'
      case 'PLpgSQL_row':
        return (fields.fields as readonly { readonly varno?: number }[]).every(({ varno }) => assign(varno ?? 0, fn, columns))
      case 'PLpgSQL_stmt_return':
        return returnsRowAsItIs(fields)
      default:
        return collect(fields, fn, columns)
    }
  })
}

function assign(number: number, { datums }: PlFunction, columns: Set<string>): boolean {
  const field = datums[number]?.PLpgSQL_recfield
  if (field && Number(field.recparentno ?? NEW) === NEW) columns.add(String(field.fieldname))
  return number !== NEW
}

function returnsRowAsItIs({ retvarno, expr }: Readonly<Record<string, unknown>>): boolean {
  const query = queryOf(expr)
  if (query === '') return retvarno === undefined || retvarno === NEW || retvarno === OLD
  const value = parseExpression(query)
  return value !== null && isRow(value)
}

function isRow(value: Node): boolean {
  if ('CoalesceExpr' in value) return (value.CoalesceExpr.args ?? []).every(isRow)
  return isNullConstant(value) || ['new', 'old'].includes(columnNameOf(value) ?? '')
}
