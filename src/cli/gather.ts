import { ask } from '../collect/ask.ts'
import { collect } from '../collect/collect.ts'
import type { EvaluateOptions } from '../evaluate.ts'
import { queriesOf } from '../queries.ts'
import { count } from '../report/counts.ts'
import type { Rule } from '../rule.ts'
import type { Snapshot } from '../snapshot.ts'
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
}

/** Collects an opened source and asks it what the rules want to know. After it nothing talks to the server; the connection is closed. */
export async function gather(opened: Opened, options: GatherOptions, io: Io, progress: Progress): Promise<Snapshot> {
  const { connection, source, notes, standIns } = opened
  const { rules, evaluate, checkData, statementTimeout, lockTimeout } = options
  const limits = { statementTimeout, lockTimeout, signal: io.signal }
  return interruptible(connection, io.signal, async () => {
    progress.step(`reading the catalogs of ${source.label}…`)
    const { schemas } = evaluate
    const snapshot = await collect(connection, {
      source,
      tool: version(),
      schemas,
      notes,
      standIns,
      now: io.now,
      whileReading: rules,
      ...limits,
    })
    const queries = queriesOf(snapshot, await rules(), evaluate, checkData)
    if (!queries.length) return snapshot
    progress.step(`asking ${source.label} ${count(queries.length, 'question')}…`)
    return { ...snapshot, answers: await ask(connection, queries, limits) }
  })
}
