import { literal, qualified } from '../../identifier.ts'
import type { Snapshot } from '../../snapshot.ts'
import type { Job, Name, NewFunction } from '../change.ts'
import { dollarQuote, ensure, undo } from '../guards.ts'
import type { PlannedChange } from '../planned.ts'
import type { DefinitionStep } from '../step.ts'
import { definition, writer } from '../steps/statement.ts'

/** The job of pg_cron that runs the function; null where the extension is not there. Its name is the function's. */
export function jobOf(snapshot: Snapshot, name: Name, schedule: string): Job | null {
  const cron = snapshot.extensions.some((extension) => extension.name === 'pg_cron')
  return cron ? { name: name.name, schedule, command: `SELECT ${qualified(name)}()` } : null
}

/** What people do with a function that fills a table for a day. */
export function fillUse(name: Name, schedule: string, job: Job | null): string {
  const line = `${schedule} psql "$DATABASE_URL" -c ${shellQuote(`SELECT ${qualified(name)}()`)}`
  const daily = job ? `pg_cron runs it (${schedule})` : `Have a job run it every day, for example this line of a crontab: ${line}`
  return `${daily}. For another day: SELECT ${qualified(name)}('2025-01-31'). It may run as often as one likes.`
}

const shellQuote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`

/**
 * Schedules the job in the database that pg_cron runs in (cron.schedule(name, schedule, command), pg_cron 1.3 and later). A copy without
 * the extension has nothing to schedule.
 */
export function jobSteps(
  planned: PlannedChange & { readonly change: NewFunction },
  snapshot: Snapshot,
): readonly DefinitionStep[] {
  const { job, table } = planned.change
  if (!job) return []
  const { statement } = writer(snapshot, table)
  const [name, schedule, command] = [job.name, job.schedule, job.command].map((text) => literal(text).trim())
  const inTheWay = literal(`The pg_cron job ${job.name} is there already with another schedule or command.`).trim()
  const there =
    `(SELECT CASE WHEN count(*) = 0 THEN 'absent' WHEN bool_and(j.schedule = ${schedule} AND j.command = ${command}) THEN 'same' ` +
    `ELSE ${inTheWay} END FROM cron.job j WHERE j.jobname = ${name})`
  const where = (without: 'absent' | 'same'): string =>
    `CASE WHEN pg_catalog.to_regclass('cron.job') IS NULL THEN '${without}' ELSE pg_temp.state_of(${dollarQuote(there, 'job')}) END`
  const up = (tries?: number) =>
    statement(ensure(where('same'), `SELECT cron.schedule(${name}, ${schedule}, ${command})`, tries), null)
  return [
    definition(planned, {
      id: `job ${job.name}`,
      title: `pg_cron job ${job.name}: ${job.schedule}, ${job.command}`,
      state: where('same'),
      up: [up()],
      down: [statement(undo(where('absent'), `SELECT cron.unschedule(${name})`), null)],
      inTransaction: [up(1)],
    }),
  ]
}
