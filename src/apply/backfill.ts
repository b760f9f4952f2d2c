import { type Connection, rowsOf } from '../collect/connection.ts'
import { AuditError } from '../errors.ts'
import { type BackfillStep, STILL_LACKING } from '../fix/step.ts'
import { literal, qualified, quote } from '../identifier.ts'
import { mustStop } from './abort-if.ts'
import { type Run, transaction } from './run.ts'

/**
 * ms. A batch holds the rows that it has filled so far while it waits for one that somebody else holds, and whoever wants those waits
 * too. It gives up before the server would look for a deadlock (deadlock_timeout, 1 s), whose victim could be the other one.
 */
const BATCH_LOCK_TIMEOUT = 500

/**
 * Fills the rows that lack it, a range of keys at a time, each range with its record in one transaction: none is done twice or left out,
 * whatever ends the run. Gives how it ended for people, or `stopped`.
 */
export async function fill(
  run: Run,
  step: BackfillStep,
): Promise<{ readonly outcome: 'made' | 'found' | 'stopped'; readonly text: string }> {
  const { session, journal, options, entries } = run
  const { connection } = session
  const entry = entries.get(step.id)
  const going = entry?.state === 'running' ? entry : undefined
  if (!going) {
    if (!(await isLacking(connection, step))) {
      if (!entry) await connection.simple(journal.record(step.id, 'found'))
      return { outcome: 'found', text: entry?.state === 'done' ? 'done before' : 'there already' }
    }
    await connection.simple(`${journal.forget(step.id)}; ${journal.record(step.id, 'running')}`)
  }
  const total = step.estimate.rows
  let { position, passed, filled } = going ?? { position: null, passed: 0, filled: 0 }
  for (;;) {
    const next = step.key.length === 0 ? null : await nextPosition(connection, step, position)
    if (next === null && step.key.length > 0) break
    const update = `${updateOf(step)} where ${next === null ? 'true' : between(step, position, next)} and (${step.lacking})`
    const lockTimeout = Math.min(BATCH_LOCK_TIMEOUT, options.lockTimeout)
    const record = journal.recordBatch(step.id, update, next, step.batchRows)
    const [rows] = await transaction(run, step.title, [record], lockTimeout)
    position = next
    passed += step.batchRows
    filled += Number(rows ?? 0)
    run.advanced()
    options.report.progress(step.title, total === null ? passed : Math.min(passed, total), total, 'rows')
    if (next === null) break
    if (await mustStop(run)) return { outcome: 'stopped', text: 'stopped' }
  }
  const { lacking, leftOut } = await leftOf(connection, step)
  if (lacking > 0) {
    // The next run begins at the first row again.
    await connection.simple(journal.forget(step.id))
    throw new AuditError('source', `${step.title}: ${lacking} rows ${STILL_LACKING}.`)
  }
  await connection.simple(journal.record(step.id, 'done'))
  return {
    outcome: 'made',
    text: `done, ${filled} filled${leftOut === 0 ? '' : `, ${leftOut} left out, for they hold nothing that fits`}`,
  }
}

async function isLacking(connection: Connection, step: BackfillStep): Promise<boolean> {
  const [row] = await rowsOf(connection, `select exists (select from ${qualified(step.table)} where ${step.lacking})`)
  return row?.[0] === 't'
}

/** Rows that lack their value still, and rows that have none that fits. */
async function leftOf(
  connection: Connection,
  step: BackfillStep,
): Promise<{ readonly lacking: number; readonly leftOut: number }> {
  const [row] = await rowsOf(
    connection,
    `select count(*) filter (where ${step.lacking}), count(*) filter (where ${step.leftOut}) from ${qualified(step.table)}`,
  )
  const [lacking = 0, leftOut = 0] = (row ?? []).map(Number)
  return { lacking, leftOut }
}

const updateOf = (step: BackfillStep): string => `update ${qualified(step.table)} set ${step.assignments.join(', ')}`

const keysOf = ({ key }: BackfillStep): string => key.map(({ column }) => quote(column)).join(', ')

const valuesOf = ({ key }: BackfillStep, position: readonly string[]): string =>
  key.map(({ type }, at) => `${literal(position[at] ?? '').trim()}::${type}`).join(', ')

const after = (step: BackfillStep, position: readonly string[] | null): string =>
  position === null ? 'true' : `(${keysOf(step)}) > (${valuesOf(step, position)})`

const between = (step: BackfillStep, from: readonly string[] | null, to: readonly string[]): string =>
  `${after(step, from)} and (${keysOf(step)}) <= (${valuesOf(step, to)})`

/** The key of the last row of the next batch, null when there is none. */
async function nextPosition(
  connection: Connection,
  step: BackfillStep,
  position: readonly string[] | null,
): Promise<readonly string[] | null> {
  const keys = keysOf(step)
  // Qualified, since a bare name in ORDER BY would be the text of that name in the output.
  const descending = step.key.map(({ column }) => `batch.${quote(column)} desc`).join(', ')
  const texts = step.key.map(({ column }) => `${quote(column)}::text`).join(', ')
  const [row] = await rowsOf(
    connection,
    `select ${texts} from (select ${keys} from ${qualified(step.table)} where ${after(step, position)}
     order by ${keys} limit ${step.batchRows}) batch order by ${descending} limit 1`,
  )
  return row ? row.map((value) => value ?? '') : null
}
