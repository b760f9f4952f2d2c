import { evaluate, type Evaluation } from '../evaluate.ts'
import { markPending, outstanding } from '../pending.ts'
import type { Note, Snapshot } from '../snapshot.ts'
import { gather } from './gather.ts'
import { openOptionsOf, openSource } from './open-source.ts'
import type { Read, Run } from './read-source.ts'

/** What belongs to the server alone: a replayed folder has no rows, no workload and nobody at work. */
const REPLAY = {
  checkData: false,
  sample: null,
  prove: false,
  measure: (snapshot: Snapshot): Promise<Snapshot> => Promise.resolve(snapshot),
} as const

/** With a URL and --migrations: what the folder's outstanding migrations will mend is pending. */
export async function withPending(
  { origin, options, io, progress }: Run,
  live: Evaluation,
  { snapshot, rules, settings }: Pick<Read, 'snapshot' | 'rules' | 'settings'>,
): Promise<{ readonly evaluation: Evaluation; readonly notes: readonly Note[] }> {
  if (origin.kind !== 'server' || origin.migrations === undefined) return { evaluation: live, notes: [] }
  const opened = await openSource({ kind: 'migrations', folder: origin.migrations }, openOptionsOf(options), io, progress)
  const replayed = await gather(opened, { ...settings, ...REPLAY, rules: () => Promise.resolve(rules) }, io, progress)
  const { pending, notes } = outstanding(opened.migrations, snapshot.watermark)
  const evaluation = markPending(live, evaluate(replayed, rules, settings.evaluate), pending)
  return { evaluation, notes: [...opened.notes, ...notes] }
}
