import { parseStatements } from './parse.ts'

/** Whether a text is SQL, as PostgreSQL's parser reads it. Needs `loadParser()` to have resolved. */
export function isSql(text: string): boolean {
  try {
    return (parseStatements(text).stmts ?? []).length > 0
  } catch (error) {
    if (error instanceof Error && 'sqlDetails' in error) return false
    throw error
  }
}
