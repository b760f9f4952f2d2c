import { loadRulesFor } from '../cli/load-rules.ts'
import type { Rule } from '../rule.ts'
import { selectRules } from '../rules/select.ts'
import { given } from './given.ts'
import type { RuleOptions } from './options.ts'
import { ruleOptionsSchema } from './options-schema.ts'
import { rejecting } from './rejecting.ts'
import { selectionOf } from './selection-of.ts'

/** The rules of a run. */
export const loadRules = (options?: RuleOptions): Promise<readonly Rule[]> =>
  rejecting(async () => {
    const known = given(ruleOptionsSchema, options)
    const { rules, off } = await loadRulesFor(known, { cwd: known.cwd ?? process.cwd() })
    return selectRules(rules, off, selectionOf(known))
  })
