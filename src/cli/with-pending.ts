import { evaluate, type Evaluation } from '../evaluate.ts'
import { markPending } from '../pending.ts'
import type { Read } from './read-source.ts'

/** With migrations beside the audited source: what the outstanding ones will mend is pending. */
export const withPending = (
  live: Evaluation,
  { replayed, rules, settings }: Pick<Read, 'replayed' | 'rules' | 'settings'>,
): Evaluation => (replayed ? markPending(live, evaluate(replayed.snapshot, rules, settings.evaluate), replayed.pending) : live)
