import type { Io } from './io.ts'
import type { Loaded } from '../rules/load.ts'

export interface RuleOptions {
  readonly rules?: readonly string[]
  readonly config?: string
}

/** The rules and the config of a run, with the checks and the SQL parser that their parameters need. */
export async function loadRulesFor({ rules = [], config }: RuleOptions, { cwd }: Io): Promise<Loaded> {
  const [{ checks }, { loadRules }, { loadParser }] = await Promise.all([
    import('../checks/index.ts'),
    import('../rules/load.ts'),
    import('../sql/parse.ts'),
  ])
  await loadParser()
  return loadRules({ cwd, config, paths: rules, checks })
}
