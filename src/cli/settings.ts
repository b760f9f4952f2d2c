import type { Sampling } from '../collect/sampling.ts'
import type { EvaluateOptions } from '../evaluate.ts'
import type { Config } from '../rules/config.ts'
import type { FailOn } from './check-options.ts'
import type { SourceOptions } from './source-options.ts'

/** What a run is told by its arguments, else by the config, else by default. Times are ms. */
export interface Settings {
  readonly evaluate: EvaluateOptions
  readonly failOn: FailOn
  readonly checkData: boolean
  readonly statementTimeout: number
  readonly lockTimeout: number
  /** Null: the workload is not watched. */
  readonly sample: Sampling | null
  /** Whether a planner is asked about proposed indexes. */
  readonly prove: boolean
}

export function settingsOf(
  options: SourceOptions & { readonly failOn?: FailOn; readonly prove?: boolean },
  config: Config | null,
): Settings {
  const text = config?.text ?? {}
  return {
    evaluate: {
      names: { tables: text.names?.tables ?? {}, columns: text.names?.columns ?? {} },
      schemas: options.schemas ?? text.schemas ?? [],
    },
    failOn: options.failOn ?? text.failOn ?? 'error',
    checkData: options.checkData ?? text.checkData ?? false,
    statementTimeout: options.statementTimeout ?? text.statementTimeout ?? 30_000,
    lockTimeout: options.lockTimeout ?? text.lockTimeout ?? 2000,
    sample: options.sample ?? null,
    prove: options.prove ?? false,
  }
}
