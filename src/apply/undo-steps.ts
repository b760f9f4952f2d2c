import { isStatementError } from '../collect/statement-error.ts'
import { AuditError } from '../errors.ts'
import type { DefinitionStep, Step } from '../fix/step.ts'
import { stateOf } from './guards.ts'
import { inOrder, type Run, told } from './run.ts'

export interface Undone {
  /** Titles of steps, with why they stay as they are. */
  readonly kept: Map<string, string>
  readonly ids: Set<string>
}

/** Undoes in reverse what runs of this plan have made, and forgets it; what was there before them stays. Adds to `undone`. */
export async function undoSteps(run: Run, undone: Undone): Promise<void> {
  const { plan, entries, options, session, journal, advanced } = run
  const steps = plan.steps.toReversed()
  if (await journal.hasOtherVersion())
    options.report.note(`another version of ${plan.name} was applied too: what that made is undone with its own file`)
  for (const [at, step] of steps.entries()) {
    if (options.signal.aborted) throw new AuditError('interrupted', 'Interrupted.')
    if (undone.ids.has(step.id) || undone.kept.has(step.title)) continue
    options.report.step(at + 1, steps.length, step.title)
    const entry = entries.get(step.id)
    if (entry === undefined || entry.state === 'found') {
      options.report.ended(entry === undefined ? 'not made by apply: left alone' : 'was there before: left alone')
      if (entry) await session.connection.simple(journal.forget(step.id))
      continue
    }
    await session.mustBeSame()
    const kept = await undo(run, step)
    if (kept === null) {
      await session.connection.simple(journal.forget(step.id))
      if (step.kind === 'definition') undone.ids.add(step.id)
    } else undone.kept.set(step.title, kept)
    options.report.ended(kept ?? endOf(step))
    advanced()
  }
  await journal.dropIfEmpty()
}

const endOf = (step: Step): string =>
  step.kind === 'backfill' ? 'goes with its columns' : step.down.length === 0 ? 'nothing to undo' : 'undone'

/** Null when it is undone, else why it is not. */
async function undo(run: Run, step: Step): Promise<string | null> {
  if (step.kind === 'backfill' || step.down.length === 0) return null
  await inOrder(run, step.title, step.down)
  const state = await ask(run, step)
  if (state === null || state.kind === 'absent') return null
  return state.kind === 'in the way' ? `stays: ${state.reason}` : 'stays: something else needs it, or it was changed since'
}

/** Null when its table is gone, and it with it. */
async function ask({ session }: Run, { title, state }: DefinitionStep): Promise<Awaited<ReturnType<typeof stateOf>> | null> {
  try {
    return await stateOf(session.connection, state)
  } catch (thrown) {
    if (isStatementError(thrown) && thrown.code.startsWith('42')) return null
    throw told(title, thrown)
  }
}
