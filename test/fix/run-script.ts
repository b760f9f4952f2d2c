import { Client } from 'pg'
import { loadParser } from '../../src/sql/parse.ts'
import { splitStatements } from '../../src/sql/split.ts'

/** Runs a script as psql does with ON_ERROR_STOP, one statement at a time in one session; gives the notices. */
export async function runScript(url: string, script: string): Promise<string[]> {
  await loadParser()
  const client = new Client({ connectionString: url })
  const notices: string[] = []
  client.on('notice', ({ message }) => notices.push(message ?? ''))
  await client.connect()
  try {
    for (const { text } of splitStatements(script)) await client.query(text)
    return notices
  } finally {
    await client.end()
  }
}
