import * as v from 'valibot'
import { FEWEST_INTERVALS, MOST_INTERVALS, MOST_SECONDS } from '../collect/sampling.ts'
import { milliseconds } from '../rules/config-schema.ts'
import { severitySchema } from '../rules/rule-schema.ts'
import type { AuditOptions, CollectOptions, EvaluateOptions, RuleOptions, Signal } from './options.ts'

const path = v.optional(v.pipe(v.string(), v.minLength(1, 'is empty. Name a file or folder.')))
const texts = v.optional(v.array(v.string()))

const rules = {
  cwd: path,
  config: path,
  rules: texts,
  only: texts,
  skip: texts,
  severity: v.optional(v.record(v.string(), severitySchema)),
}
const collecting = {
  ...rules,
  schemas: texts,
  checkData: v.optional(v.boolean()),
  replicas: texts,
  sample: v.optional(
    v.strictObject({
      intervals: v.pipe(v.number(), v.integer(), v.minValue(FEWEST_INTERVALS), v.maxValue(MOST_INTERVALS)),
      seconds: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MOST_SECONDS)),
    }),
  ),
  prove: v.optional(v.boolean()),
  workload: path,
  allowMissingExtension: texts,
  statementTimeout: v.optional(milliseconds),
  lockTimeout: v.optional(milliseconds),
  // In a test environment that brings a DOM it is of another class.
  signal: v.optional(v.custom<Signal>((given) => given instanceof Object && 'aborted' in given, 'is no AbortSignal.')),
}

export const ruleOptionsSchema: v.GenericSchema<unknown, RuleOptions> = v.strictObject(rules)
export const collectOptionsSchema: v.GenericSchema<unknown, CollectOptions> = v.strictObject(collecting)
export const auditOptionsSchema: v.GenericSchema<unknown, AuditOptions> = v.strictObject({
  ...collecting,
  failOn: v.optional(severitySchema),
  baseline: v.optional(v.union([v.string(), v.literal(false)])),
  against: v.optional(v.pipe(v.string(), v.minLength(1, 'is empty. Name a commit or a file.'))),
  requireAll: v.optional(v.boolean()),
})
export const evaluateOptionsSchema: v.GenericSchema<unknown, EvaluateOptions> = v.strictObject({
  cwd: path,
  config: path,
  schemas: texts,
})
