import { setTimeout as sleep } from 'node:timers/promises'
import { AuditError } from '../errors.ts'
import type { Plan } from '../fix/step.ts'
import { doSteps, type Finished } from './do-steps.ts'
import { makeGuards } from './guards.ts'
import { ensureJournal, hasJournal, journalOf } from './journal.ts'
import { preflight } from './preflight.ts'
import type { ApplyOptions, Run } from './run.ts'
import { type Backend, inSession, type Session } from './session.ts'
import { undoSteps, type Undone } from './undo-steps.ts'

export type { ApplyOptions } from './run.ts'

export interface Applied {
  readonly outcome: 'done' | 'stopped'
  /** Steps. */
  readonly made: number
  readonly found: number
  readonly undone: number
}

/** ms between two tries to reach a server that was lost. */
const RECONNECT = 1000

/**
 * Runs a plan step by step, or undoes what runs of it have made. Whatever ends it, the next run goes on where it stood. A session that is
 * lost is replaced, and the run goes on in the new one. Rejects with an AuditError that names the step; nothing is half done then but
 * what that step's guard will find and clear.
 */
export async function applyPlan(plan: Plan, options: ApplyOptions): Promise<Applied> {
  const finished: Finished = new Map()
  const undone: Undone = { kept: new Map(), ids: new Set() }
  let last: Backend | null = null
  let checked = false
  let lostSince: number | null = null
  const advanced = (): void => void (lostSince = null)
  const work = async (session: Session): Promise<Applied> => {
    last = session.backend
    if (checked) await makeGuards(session.connection)
    else await preflight(session.connection, plan, options)
    checked = true
    const outcome = options.rollback
      ? await undoAll(await begin(session, plan, options, advanced), undone)
      : await doSteps(await begin(session, plan, options, advanced), finished)
    const count = (kind: 'made' | 'found'): number => [...finished.values()].filter((each) => each === kind).length
    return { outcome, made: count('made'), found: count('found'), undone: undone.ids.size }
  }
  for (;;) {
    try {
      return await inSession(options, last, work)
    } catch (thrown) {
      if (!(thrown instanceof AuditError) || thrown.kind !== 'connection' || last === null) throw thrown
      lostSince ??= performance.now()
      if (performance.now() - lostSince > options.patience) throw givenUp(thrown, options.patience)
      options.report.note('the connection was lost; trying to go on…')
      await sleep(RECONNECT, undefined, { signal: options.signal }).catch(() => {
        throw new AuditError('interrupted', 'Interrupted.')
      })
    }
  }
}

function givenUp(thrown: AuditError, patience: number): AuditError {
  // A connection that is lost while it is used says more than fits here: that it was being read from, and what to do.
  const [why] = thrown.message.split(' before everything was read')
  return new AuditError(
    'connection',
    `The connection was lost, and within ${patience / 1000} s there was no way to go on: ${why}. Run apply again, which goes on from here.`,
    { cause: thrown },
  )
}

async function begin(session: Session, plan: Plan, options: ApplyOptions, advanced: () => void): Promise<Run> {
  const { connection } = session
  if (!options.rollback) await ensureJournal(connection)
  const journal = journalOf(connection, plan)
  const entries = (await hasJournal(connection)) ? await journal.entries() : new Map<string, never>()
  return { plan, session, journal, entries, options, advanced }
}

async function undoAll(run: Run, undone: Undone): Promise<'done'> {
  if (!(await hasJournal(run.session.connection))) return 'done'
  await undoSteps(run, undone)
  if (undone.kept.size > 0)
    throw new AuditError(
      'source',
      [...[...undone.kept].map(([title, why]) => `- ${title} ${why}`), 'Everything else that apply has made is undone.'].join(
        '\n',
      ),
    )
  return 'done'
}
