import { SqlSyntaxError, splitStatements } from '../../sql/split.ts'

/** So many lines that are not SQL may come first: dotenv's greeting, what the schema itself prints. */
const MAX_PREAMBLE = 50

/**
 * The SQL in what drizzle-kit printed, without the lines before it; null when there is none. Throws SqlSyntaxError, its line counted in
 * what was printed, where PostgreSQL's grammar refuses a later line of the SQL: what stands before that line is no preamble.
 * `loadParser()` must have resolved.
 */
export function sqlPart(stdout: string): string | null {
  const lines = stdout.split('\n')
  for (let skipped = 0; skipped <= Math.min(MAX_PREAMBLE, lines.length); skipped++) {
    const sql = lines.slice(skipped).join('\n')
    try {
      return splitStatements(sql).length > 0 ? sql : null
    } catch (thrown) {
      // A line that is no SQL is refused within it, or for the first word of the next one.
      if (!(thrown instanceof SqlSyntaxError)) throw thrown
      if (sql.slice(lines[skipped]?.length ?? 0, thrown.offset).trim() !== '')
        throw new SqlSyntaxError(thrown.message, thrown.offset, thrown.line + skipped)
    }
  }
  return null
}
