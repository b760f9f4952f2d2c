import { ask } from '../collect/ask.ts'
import { collect } from '../collect/collect.ts'
import type { SampleOptions } from '../collect/sample.ts'
import type { Sampling } from '../collect/sampling.ts'
import type { EvaluateOptions } from '../evaluate.ts'
import { queriesOf } from '../queries.ts'
import { count } from '../report/counts.ts'
import type { Rule } from '../rule.ts'
import type { Snapshot } from '../snapshot.ts'
import { warmParser } from '../sql/parse.ts'
import { version } from '../version.ts'
import { interruptible } from './interruptible.ts'
import type { Io } from './io.ts'
import type { Opened } from './open-source.ts'
import type { Progress } from './progress.ts'

export interface GatherOptions {
  /** Called while the server answers, and again: the rules are read once. When they turn out wrong, so does this. */
  readonly rules: () => Promise<readonly Rule[]>
  readonly evaluate: EvaluateOptions
  readonly checkData: boolean
  /** ms */
  readonly statementTimeout: number
  /** ms */
  readonly lockTimeout: number
  readonly sample: Sampling | null
  readonly prove: boolean
  /** Lays the workload of another snapshot over what was collected, or adds what other servers have counted. */
  readonly measure: (snapshot: Snapshot, connection: Opened['connection']) => Promise<Snapshot>
}

/** Collects an opened source and asks it what the rules want to know. After it nothing talks to the server; the connection is closed. */
export async function gather(opened: Opened, options: GatherOptions, io: Io, progress: Progress): Promise<Snapshot> {
  const { connection, source, notes, standIns } = opened
  const { rules, evaluate, checkData, statementTimeout, lockTimeout, sample } = options
  const limits = { statementTimeout, lockTimeout, signal: io.signal }
  return interruptible(connection, io.signal, async () => {
    progress.step(`reading the catalogs of ${source.label}…`)
    const { schemas } = evaluate
    const read = (): Promise<Snapshot> =>
      collect(connection, {
        source,
        tool: version(),
        schemas,
        notes,
        standIns,
        now: io.now,
        whileReading: async () => {
          await rules()
          warmParser()
        },
        ...limits,
      })
    const collected = await read()
    const watched = sample ? await watch(connection, collected, read, sample, { ...limits, progress }) : collected
    const snapshot = await options.measure(watched, connection)
    const queries = queriesOf(snapshot, await rules(), evaluate, checkData)
    if (queries.length) progress.step(`asking ${source.label} ${count(queries.length, 'question')}…`)
    const answered = queries.length ? { ...snapshot, answers: await ask(connection, queries, limits) } : snapshot
    if (!options.prove) return answered
    progress.slow('asking the planner about proposed indexes…')
    const { withProofs } = await import('./prove-candidates.ts')
    return withProofs(answered, await rules(), { evaluate, connection, signal: io.signal })
  })
}

/**
 * A snapshot of the end, with what ran while it was watched: what ran for the first time then has its text there. The one of the beginning
 * where there is no workload, which its checks say.
 */
async function watch(
  connection: Opened['connection'],
  collected: Snapshot,
  read: () => Promise<Snapshot>,
  sampling: Sampling,
  { progress, ...limits }: SampleOptions & { readonly progress: Progress },
): Promise<Snapshot> {
  const { workload } = collected
  if (!workload.available) return collected
  const { takeSamples } = await import('../collect/sample.ts')
  const { intervals, seconds } = sampling
  progress.slow(`watching its statements for ${count(intervals * seconds, 'second')}…`)
  const onInterval = (interval: number): void =>
    progress.step(`watching its statements, interval ${interval} of ${intervals}, ${seconds} s each…`)
  const samples = await takeSamples(connection, workload, sampling, { ...limits, onInterval })
  const after = await read()
  return after.workload.available ? { ...after, workload: { ...after.workload, samples } } : after
}
