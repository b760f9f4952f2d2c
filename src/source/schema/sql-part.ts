import { splitStatements } from '../../sql/split.ts'

/** So many lines that are not SQL may come first: dotenv's greeting, what the schema itself prints. */
const MAX_PREAMBLE = 50

/** The SQL in what drizzle-kit printed, without the lines before it; null when there is none. `loadParser()` must have resolved. */
export function sqlPart(stdout: string): string | null {
  const lines = stdout.split('\n')
  for (let skipped = 0; skipped <= Math.min(MAX_PREAMBLE, lines.length); skipped++) {
    const sql = lines.slice(skipped).join('\n')
    try {
      return splitStatements(sql).length > 0 ? sql : null
    } catch {
      // The first line of the rest is not SQL, or nothing is.
    }
  }
  return null
}
