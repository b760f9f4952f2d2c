import type { EvaluateOptions } from '../evaluate.ts'
import { judge } from '../many/judge.ts'
import type { DatabaseEntry } from '../many/target.ts'
import type { Snapshot } from '../snapshot.ts'
import { version } from '../version.ts'
import { addReplicas } from './add-replicas.ts'
import { gather } from './gather.ts'
import { openSource } from './open-source.ts'
import { NO_REPLAY, SILENT, type TargetRun } from './target-run.ts'

/** Audits a database of --targets as `check` would audit it alone. */
export async function auditWhole({ name, from, schemas }: DatabaseEntry, run: TargetRun): Promise<void> {
  const { rules, settings, accepting, onFound, onJudged } = run
  onFound(1)
  const evaluate = { ...settings.evaluate, ...(schemas.length > 0 ? { schemas } : {}) }
  const snapshot = await snapshotOf(from, evaluate, run)
  onJudged(
    { name, kind: 'database', schema: null },
    judge(snapshot, { version: version(), rules, judged: rules, evaluate, ...accepting }),
  )
}

async function snapshotOf(from: DatabaseEntry['from'], evaluate: EvaluateOptions, run: TargetRun): Promise<Snapshot> {
  if (from.kind === 'snapshot') return (await import('../source/snapshot-file.ts')).readSnapshot(from.file)
  const { rules, settings, io } = run
  const { schemas } = evaluate
  const opened = await openSource({ kind: 'server', target: from.url }, NO_REPLAY, io, SILENT)
  const measure = (snapshot: Snapshot): Promise<Snapshot> =>
    addReplicas(snapshot, opened.connection, { ...settings, schemas, replicas: from.replicas }, io)
  return gather(opened, { ...settings, evaluate, rules: () => Promise.resolve(rules), measure }, io, SILENT)
}
