import type { ExitCode } from '../exit-code.ts'
import type { Severity } from '../finding.ts'

/** How a run ends, for the formats that say so. */
export interface Ending {
  readonly code: ExitCode
  readonly sentence: string
  /** One counting finding of these severities fails the run. */
  readonly failing: readonly Severity[]
}
