import type { Mistake, Path } from './mistake.ts'
import type { Config } from './config.ts'
import { suggestion } from './nearest.ts'
import { parseRule, type Checks, type WrittenRule } from './parse-rule.ts'
import type { Problem } from './problems.ts'
import type { Rule } from '../rule.ts'

/** A rule that the config switches off, and why. */
export interface SwitchedOff {
  readonly id: string
  readonly reason: string
}

export interface ParsedRules {
  readonly rules: readonly Rule[]
  /** Every rule as it was written, with its overrides, those that are off too: what `explain` shows. */
  readonly written: ReadonlyMap<string, WrittenRule>
  readonly off: readonly SwitchedOff[]
  readonly mistakes: readonly Mistake[]
}

/** Parses every rule with the config's overrides applied. A mistake is reported where it was written: in the config or in the rule. */
export function parseRules(written: readonly WrittenRule[], config: Config | null, checks: Checks): ParsedRules {
  const overrides = config?.text.overrides ?? {}
  const rules: Rule[] = []
  const effective = new Map<string, WrittenRule>()
  const off: SwitchedOff[] = []
  const mistakes: Mistake[] = config ? unknownRules(written, config) : []
  for (const rule of written) {
    const override = Object.hasOwn(overrides, rule.text.id) ? overrides[rule.text.id] : undefined
    const changed = override ? overridden(rule, override) : rule
    effective.set(rule.text.id, changed)
    if (override?.off) {
      off.push({ id: rule.text.id, reason: override.reason ?? '' })
      continue
    }
    const parsed = parseRule(changed, checks)
    if (parsed.rule) rules.push(parsed.rule)
    mistakes.push(...parsed.problems.map((problem) => placed(problem, rule, config)))
  }
  return { rules, written: effective, off, mistakes }
}

export function overridden(rule: WrittenRule, override: NonNullable<Config['text']['overrides']>[string]): WrittenRule {
  const { severity, tables, params } = override
  const text = {
    ...rule.text,
    ...(severity && { severity }),
    ...(tables && { tables }),
    ...(params && { params: { ...rule.text.params, ...params } }),
  }
  return { ...rule, text }
}

/** A problem belongs to the config when the value it is about came from there. */
function placed({ path, onKey, message }: Problem, { yaml, text }: WrittenRule, config: Config | null): Mistake {
  const override: unknown = config?.text.overrides?.[text.id]
  if (!config || !has(override, path.slice(0, 2))) return { file: yaml.file, ...yaml.at(path, onKey), path, message }
  const whole = ['overrides', text.id, ...path]
  return { file: config.yaml.file, ...config.yaml.at(whole, onKey), path: whole, message }
}

function has(value: unknown, path: Path): boolean {
  const [step, ...rest] = path
  if (step === undefined) return true
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return false
  return has((value as Record<string | number, unknown>)[step], rest)
}

function unknownRules(written: readonly WrittenRule[], { text, yaml }: Config): Mistake[] {
  const ids = written.map((rule) => rule.text.id)
  const known = new Set(ids)
  const named = [
    ...Object.keys(text.overrides ?? {}).map((id) => ({ id, path: ['overrides', id], onKey: true })),
    ...(text.suppressions ?? []).flatMap(({ rule: id }, at) =>
      id === undefined ? [] : [{ id, path: ['suppressions', at, 'rule'], onKey: false }],
    ),
  ]
  return named
    .filter(({ id }) => !known.has(id))
    .map(({ id, path, onKey }) => {
      const message = `"${id}" is not a rule. ${suggestion(id, ids, 'rules')}`
      return { file: yaml.file, ...yaml.at(path, onKey), path, message }
    })
}
