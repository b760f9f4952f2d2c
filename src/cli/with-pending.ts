import { evaluate, type Evaluation } from '../evaluate.ts'
import { markPending } from '../pending.ts'
import type { Snapshot } from '../snapshot.ts'
import type { Read } from './read-source.ts'

/** With migrations beside the audited source: what the outstanding ones will mend is pending. */
export function withPending(
  live: Evaluation,
  { replayed, rules, settings }: Pick<Read, 'replayed' | 'rules' | 'settings'>,
): Evaluation {
  if (!replayed || replayed.pending.length === 0) return live
  const judged = (snapshot: Snapshot): Evaluation => evaluate(snapshot, rules, settings.evaluate)
  const { snapshot, applied, pending } = replayed
  return markPending(live, judged(snapshot), applied && judged(applied), pending)
}
