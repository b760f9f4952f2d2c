import { AuditError } from '../errors.ts'
import type { Severity } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { suggestion } from './nearest.ts'
import type { SwitchedOff } from './override.ts'

export interface Selection {
  /** Ids of the only rules to run; empty for all. */
  readonly only: readonly string[]
  readonly skip: readonly string[]
  /** `rule=level` */
  readonly severity: readonly string[]
}

const SEVERITIES: readonly string[] = ['error', 'warn', 'info'] satisfies readonly Severity[]

/** The rules of a run after `--only`, `--skip` and `--severity`. Throws AuditError('usage') for what names no rule or leaves none. */
export function selectRules(rules: readonly Rule[], off: readonly SwitchedOff[], selection: Selection): Rule[] {
  const ids = rules.map(({ id }) => id)
  const known = new Set(ids)
  const reasons = new Map(off.map(({ id, reason }) => [id, reason]))
  const mustBeRule = (option: string, id: string): void => {
    if (known.has(id)) return
    const reason = reasons.get(id)
    if (reason !== undefined && option === '--skip') return
    if (reason !== undefined)
      throw new AuditError('usage', `${option} ${id}: the config switches this rule off (${reason}). Remove it there first.`)
    const hint = id.includes('://')
      ? 'Write the URL right after "check".'
      : suggestion(id, ids, 'rules').replace(/^The rules are.*/s, SEE_RULES)
    throw new AuditError('usage', `${option}: "${id}" is not a rule. ${hint}`)
  }
  for (const id of selection.only) mustBeRule('--only', id)
  for (const id of selection.skip) mustBeRule('--skip', id)
  const severities = new Map(selection.severity.map((text) => severityOf(text, (id) => mustBeRule('--severity', id))))
  const only = new Set(selection.only)
  const skip = new Set(selection.skip)
  const selected = rules.filter(({ id }) => (!only.size || only.has(id)) && !skip.has(id))
  if (!selected.length) throw new AuditError('usage', `No rule is left to run. ${SEE_RULES} Take back an --only or --skip.`)
  return selected.map((rule) => ({ ...rule, severity: severities.get(rule.id) ?? rule.severity }))
}

const SEE_RULES = 'Run "pte-db-audit rules" to see the rules.'

function severityOf(text: string, mustBeRule: (id: string) => void): [string, Severity] {
  const at = text.indexOf('=')
  const level = text.slice(at + 1)
  if (at < 1) throw new AuditError('usage', `--severity: "${text}" is not rule=level. Write, for example, score-bounds=warn.`)
  mustBeRule(text.slice(0, at))
  if (SEVERITIES.includes(level)) return [text.slice(0, at), level as Severity]
  throw new AuditError('usage', `--severity: "${level}" is not a severity. Use error, warn or info.`)
}
