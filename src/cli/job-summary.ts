import { appendFile, stat } from 'node:fs/promises'
import { messageOf } from '../errors.ts'
import type { Io } from './io.ts'

/** Bytes that GitHub takes of a step's summary; with more it shows none of it. */
const MOST = 1024 * 1024
/** Bytes that one UTF-16 unit takes in UTF-8, at most. */
const BYTES = 3
/** A summary need not be a book. */
const LONGEST = 300_000
const SHORTEST = 60_000

/**
 * Adds to the page of a run of GitHub Actions, where GITHUB_STEP_SUMMARY names its file; `write` is given the number of characters there is
 * room for. The result does not depend on it: what goes wrong is a warning on stderr.
 */
export async function addJobSummary(write: (limit: number) => Promise<string>, { env, stderr }: Io): Promise<void> {
  const file = env['GITHUB_STEP_SUMMARY']
  if (file === undefined || file === '') return
  try {
    const used = await stat(file).then(
      ({ size }) => size,
      () => 0,
    )
    const limit = Math.min(LONGEST, Math.floor((MOST - used) / BYTES) - 1)
    if (limit < SHORTEST) throw new Error('what earlier commands of this step wrote leaves no room')
    await appendFile(file, `${used > 0 ? '\n' : ''}${await write(limit)}`)
  } catch (error) {
    stderr.write(`warning: The job summary is not written to GITHUB_STEP_SUMMARY: ${messageOf(error)}.\n`)
  }
}
