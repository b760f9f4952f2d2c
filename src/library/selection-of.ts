import type { Selection } from '../rules/select.ts'
import type { Given } from './given.ts'
import type { RuleOptions } from './options.ts'

/** As the command line takes them. */
export const selectionOf = ({ only = [], skip = [], severity = {} }: Given<RuleOptions>): Selection => ({
  only,
  skip,
  severity: Object.entries(severity).map(([rule, level]) => `${rule}=${level}`),
})
