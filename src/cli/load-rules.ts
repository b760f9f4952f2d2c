import { checks } from '../checks/index.ts'
import type { ReadConfig } from '../rules/config.ts'
import { loadRules, loadRulesWith, type Loaded, type LoadOptions } from '../rules/load.ts'
import { loadParser } from '../sql/parse.ts'
import type { Io } from './io.ts'

export interface RuleOptions {
  readonly rules?: readonly string[]
  readonly config?: string
}

/** The rules and the config of a run, with the SQL parser that their parameters need. */
export async function loadRulesFor({ rules = [], config }: RuleOptions, { cwd }: Pick<Io, 'cwd'>): Promise<Loaded> {
  await loadParser()
  return loadRules({ cwd, config, paths: rules, checks })
}

/** The same for a run that has read its config. */
export async function loadRulesAfter(
  read: ReadConfig,
  { rules = [] }: RuleOptions,
  { cwd }: Io,
  params: LoadOptions['params'] = {},
): Promise<Loaded> {
  await loadParser()
  return loadRulesWith(read, { cwd, paths: rules, checks, params })
}
