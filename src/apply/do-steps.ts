import { isStatementError } from '../collect/statement-error.ts'
import { AuditError } from '../errors.ts'
import type { DefinitionStep } from '../fix/step.ts'
import { mustStop } from './abort-if.ts'
import { fill } from './backfill.ts'
import { stateOf } from './guards.ts'
import { inOrder, type Run, told, transaction } from './run.ts'

export type Finished = Map<string, 'made' | 'found'>

/** Runs the steps that are not in `finished` yet, which it adds to. */
export async function doSteps(run: Run, finished: Finished): Promise<'done' | 'stopped'> {
  const { plan, options, advanced } = run
  for (const [at, step] of plan.steps.entries()) {
    if (finished.has(step.id)) continue
    if (await mustStop(run)) return 'stopped'
    options.report.step(at + 1, plan.steps.length, step.title)
    const { outcome, text } = step.kind === 'backfill' ? await fill(run, step) : await make(run, step)
    options.report.ended(text)
    if (outcome === 'stopped') return 'stopped'
    finished.set(step.id, outcome)
    advanced()
  }
  return 'done'
}

interface Made {
  readonly outcome: 'made' | 'found'
  readonly text: string
}

async function make(run: Run, step: DefinitionStep): Promise<Made> {
  const { session, journal, entries, options } = run
  const { connection } = session
  const entry = entries.get(step.id)
  const state = await ask(run, step)
  if (state.kind === 'in the way') throw new AuditError('source', `${step.title}: ${state.reason}`)
  // What runs of this plan have not begun is somebody else's, and stays as it is.
  if (state.kind === 'same' || (state.kind === 'uncommented' && (entry?.state ?? 'found') === 'found')) {
    const before = entry?.state ?? 'found'
    if (before !== 'done') await connection.simple(journal.record(step.id, before === 'running' ? 'done' : 'found'))
    if (before === 'running') return { outcome: 'made', text: 'done' }
    return { outcome: 'found', text: before === 'done' ? 'done before' : 'there already' }
  }
  if (state.kind === 'invalid') options.report.note('what a build that was broken off has left is removed first')
  const [only, ...others] = step.up
  if (only?.transactional && others.length === 0) {
    await transaction(run, step.title, [only.sql, journal.record(step.id, 'done')])
    return { outcome: 'made', text: 'done' }
  }
  await connection.simple(journal.record(step.id, 'running'))
  await inOrder(run, step.title, step.up).catch(async (thrown: unknown) => {
    await clear(run, step, thrown)
    throw thrown
  })
  const after = await ask(run, step)
  if (after.kind !== 'same')
    throw new AuditError(
      'source',
      `${step.title}: its statements ran, and it is ${after.kind === 'in the way' ? `not what they make: ${after.reason}` : after.kind} nevertheless.`,
    )
  await connection.simple(journal.record(step.id, 'done'))
  return { outcome: 'made', text: 'done' }
}

async function ask({ session: { connection } }: Run, { title, state }: DefinitionStep): ReturnType<typeof stateOf> {
  try {
    return await stateOf(connection, state)
  } catch (thrown) {
    throw told(title, thrown)
  }
}

/** An index whose build failed for good (a duplicate) is not left behind: even invalid it costs every write, and may refuse one. */
async function clear(run: Run, step: DefinitionStep, thrown: unknown): Promise<void> {
  const refused = thrown instanceof AuditError && isStatementError(thrown.cause)
  if (!refused || step.clear === null || run.options.signal.aborted) return
  await transaction(run, step.title, [step.clear.sql]).catch(() => undefined)
}
