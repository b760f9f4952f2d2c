import type { Rule } from '../../src/rule.ts'

/** A rule of somebody's own, for what none of the rules that ship asks for; `params` as its check's schema leaves them. */
export const ownRule = (
  check: string,
  params: unknown,
  { id = 'own', tables = ['t'] }: { readonly id?: string; readonly tables?: readonly string[] } = {},
): Rule => ({
  id,
  plan: null,
  phase: null,
  priority: null,
  severity: 'warn',
  summary: 'a promise',
  why: 'a reason',
  check,
  tables,
  params,
  file: `${id}.yaml`,
})
