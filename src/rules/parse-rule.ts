import { basename } from 'node:path'
import type { GenericSchema } from 'valibot'
import type { Rule } from '../rule.ts'
import type { Mistake, Path } from './mistake.ts'
import { suggestion } from './nearest.ts'
import { validate, type Problem, type Validated } from './problems.ts'
import { ruleSchema, type RuleText } from './rule-schema.ts'
import type { YamlFile } from './yaml-file.ts'

/** As much of a check as the reading of rules needs; every `Check` is one. */
export interface RuleCheck {
  readonly id: string
  readonly summary: string
  readonly scope: 'table' | 'database'
  readonly params: GenericSchema
}

/** A rule as it was written, held against the rule schema but not yet against its check's. */
export interface WrittenRule {
  readonly yaml: YamlFile
  readonly text: RuleText
}

export const mistakesIn = (yaml: YamlFile, problems: readonly Problem[], above: Path = []): Mistake[] =>
  problems.map(({ path, onKey, message }) => {
    const whole = [...above, ...path]
    return { file: yaml.file, ...yaml.at(whole, onKey), path: whole, message }
  })

export type Checks = ReadonlyMap<string, RuleCheck>

/** The first level: what every rule says. Where that is wrong, `params` are looked at all the same: all mistakes come at once. */
export function readRule(
  yaml: YamlFile,
  checks: Checks,
): { readonly written: WrittenRule | null; readonly mistakes: readonly Mistake[] } {
  const validated = validate(ruleSchema, yaml.value)
  const problems = validated.problems.some(({ path }) => path[0] === 'id')
    ? validated.problems
    : [...validated.problems, ...misnamed(yaml)]
  if ('output' in validated && !problems.length) return { written: { yaml, text: validated.output }, mistakes: [] }
  return { written: null, mistakes: mistakesIn(yaml, [...problems, ...secondLevel(yaml.value, checks)]) }
}

function secondLevel(value: unknown, checks: Checks): readonly Problem[] {
  if (typeof value !== 'object' || value === null || !('check' in value)) return []
  if (typeof value.check !== 'string' || value.check === '') return []
  const check = checks.get(value.check)
  if (!check) return [unknownCheck(value.check, checks)]
  return paramsProblems(check, 'params' in value ? value.params : undefined).problems
}

const unknownCheck = (check: string, checks: Checks): Problem => ({
  path: ['check'],
  onKey: false,
  message: `"${check}" is not a check. ${suggestion(check, [...checks.keys()], 'checks')}`,
})

function paramsProblems(check: RuleCheck, params: unknown): Validated<unknown> {
  const validated = validate(check.params, params ?? {})
  if ('output' in validated) return validated
  return { problems: validated.problems.map((problem) => ({ ...problem, path: ['params', ...problem.path] })) }
}

function misnamed({ file, value }: YamlFile): Problem[] {
  const id: unknown = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined
  const name = basename(file).replace(/\.ya?ml$/, '')
  if (typeof id !== 'string' || id === name) return []
  return [
    { path: ['id'], onKey: false, message: `"${id}" is not the file's name. Write "${name}", or name the file ${id}.yaml.` },
  ]
}

/** The second level: its check exists, and `params` and `tables` are what that check takes. */
export function parseRule(
  { yaml, text }: WrittenRule,
  checks: Checks,
): { readonly rule: Rule | null; readonly problems: readonly Problem[] } {
  const check = checks.get(text.check)
  if (!check) return { rule: null, problems: [unknownCheck(text.check, checks)] }
  const params = paramsProblems(check, text.params)
  const problems = [...params.problems, ...tablesProblem(text, check)]
  if (!('output' in params) || problems.length) return { rule: null, problems }
  const rule: Rule = {
    id: text.id,
    plan: text.plan ?? null,
    phase: text.phase ?? null,
    priority: text.priority ?? null,
    severity: text.severity,
    summary: text.summary.trim(),
    why: text.why.trim(),
    check: text.check,
    tables: text.tables ?? [],
    params: params.output,
    file: yaml.file,
  }
  return { rule, problems: [] }
}

function tablesProblem(text: RuleText, check: RuleCheck): Problem[] {
  if (check.scope === 'table' && !text.tables)
    return [{ path: ['tables'], onKey: false, message: `is missing. The check "${check.id}" looks at tables: name them.` }]
  if (check.scope === 'database' && text.tables)
    return [
      { path: ['tables'], onKey: true, message: `The check "${check.id}" looks at the database as a whole. Remove this key.` },
    ]
  return []
}
