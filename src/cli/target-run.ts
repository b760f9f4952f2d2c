import type { Judged, JudgeOptions } from '../many/judge.ts'
import type { Target } from '../many/target.ts'
import type { Rule } from '../rule.ts'
import type { Io } from './io.ts'
import type { Progress } from './progress.ts'
import type { Settings } from './settings.ts'

export type Accepting = Pick<JudgeOptions, 'suppressions' | 'today'>

/** What every database of --targets is audited with, and who is told what came of it. */
export interface TargetRun {
  readonly rules: readonly Rule[]
  readonly settings: Settings
  readonly accepting: Accepting
  /** Its signal is also that of the time that one database may take. */
  readonly io: Io
  /** Called once it is known how many targets a database is. */
  readonly onFound: (targets: number) => void
  readonly onJudged: (target: Target, judged: Judged) => void
}

/** Many databases are read at once: what each is busy with would only flicker. */
export const SILENT: Progress = { step: () => undefined, slow: () => undefined, clear: () => undefined }

export const NO_REPLAY = { allowMissingExtensions: [], statementTimeout: 0 } as const
