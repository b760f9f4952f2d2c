import type { Connection } from '../collect/connection.ts'
import { isStatementError } from '../collect/statement-error.ts'
import { splitStatements, SqlSyntaxError } from '../sql/split.ts'

export interface Ran {
  readonly statements: number
  /** One sentence with the statement that failed; null when the script ran to its end. */
  readonly failure: string | null
}

/**
 * Runs a script as psql does with ON_ERROR_STOP: in a session of its own, one statement at a time, up to the first error. `onStatement`
 * gets the beginning of each before it runs. Needs `loadParser()`; rejects when the connection is lost.
 */
export async function runScript(
  connection: Connection,
  title: string,
  script: string,
  onStatement: (text: string) => void,
): Promise<Ran> {
  await connection.simple('DISCARD ALL')
  let ran = 0
  try {
    for (const { text } of splitStatements(withoutPsqlCommands(script))) {
      onStatement(`${title}, "${beginningOf(text)}"`)
      try {
        await connection.simple(text)
      } catch (thrown) {
        if (!isStatementError(thrown)) throw thrown
        return { statements: ran, failure: `${title} failed at "${beginningOf(text)}": ${thrown.message}` }
      }
      ran++
    }
    return { statements: ran, failure: null }
  } catch (thrown) {
    if (!(thrown instanceof SqlSyntaxError)) throw thrown
    return { statements: ran, failure: `${title} is no SQL in line ${thrown.line}: ${thrown.message}` }
  } finally {
    await leave(connection)
  }
}

/** Whatever a script leaves behind in its session (an open transaction, temporary functions) ends with it. */
async function leave(connection: Connection): Promise<void> {
  try {
    await connection.simple('ROLLBACK')
    await connection.simple('DISCARD ALL')
  } catch {
    // The connection is lost: the error under way says why.
  }
}

/** `\set` lines before the first statement are psql's own. The lines stay, empty, so that those after them keep their numbers. */
function withoutPsqlCommands(script: string): string {
  const lines = script.split('\n')
  const first = lines.findIndex((line) => line.trim() !== '' && !line.startsWith('--') && !line.startsWith('\\set '))
  const head = first === -1 ? lines.length : first
  return lines.map((line, number) => (number < head && line.startsWith('\\set ') ? '' : line)).join('\n')
}

const LONGEST = 100

/** The first line of a statement, which its comments are not part of, cut where a sentence gets too long. */
function beginningOf(statement: string): string {
  const [line = ''] = statement.trimStart().split('\n', 1)
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line
}
