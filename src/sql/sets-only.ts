import { kindOf, nodesOf, parseTriggerFunction } from './plpgsql.ts'

/**
 * Whether a trigger function does nothing but assign `column` and return: then it may be called for any table that has the column. One
 * that reads other columns, or writes somewhere, was made for its own table and fails, or does harm, on another.
 */
export function setsOnly(body: string, column: string): boolean {
  const parsed = parseTriggerFunction(body)
  if ('error' in parsed) return false
  const named = parsed.datums.flatMap(({ PLpgSQL_recfield: field }) => (field ? [field.fieldname] : []))
  const [block] = parsed.body.map((statement) => kindOf(statement)[1])
  const statements = nodesOf(block?.body).map((statement) => kindOf(statement)[0])
  return (
    named.every((name) => name === column) &&
    block?.exceptions === undefined &&
    statements.every((kind) => kind === 'PLpgSQL_stmt_assign' || kind === 'PLpgSQL_stmt_return')
  )
}
