import * as v from 'valibot'
import type { Report } from './report.ts'

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const severity = v.picklist(['error', 'warn', 'info'])
const verdict = v.picklist(['present', 'equivalent', 'covered', 'pending', 'wrong-order', 'weaker', 'invalid', 'missing'])

const object = v.strictObject({
  schema: v.string(),
  relation: v.string(),
  kind: v.picklist(['table', 'column', 'index', 'constraint', 'trigger', 'setting', 'database', 'query']),
  columns: v.exactOptional(v.array(v.string())),
  name: v.exactOptional(v.string()),
})

const finding = v.strictObject({
  rule: v.string(),
  check: v.string(),
  severity,
  plan: v.nullable(v.string()),
  verdict,
  object,
  message: v.string(),
  why: v.string(),
  evidence: v.record(v.string(), v.union([v.string(), v.number(), v.boolean(), v.null(), v.array(v.string())])),
  confidence: v.picklist(['catalog', 'workload', 'code', 'confirmed']),
  remedy: v.string(),
  subject: v.string(),
  fingerprint: v.string(),
  docs: v.string(),
})

const result = v.strictObject({
  rule: v.string(),
  plan: v.nullable(v.string()),
  object,
  subject: v.string(),
  status: v.picklist(['pass', 'fail', 'not-applicable', 'skipped']),
  verdict: v.exactOptional(verdict),
  reason: v.exactOptional(v.string()),
})

/** The shape of `--format json`, from which `schemas/report.schema.json` is made. A run never loads it. */
export const reportSchema: v.GenericSchema<unknown, Report> = v.strictObject({
  version: v.literal(1),
  tool: v.strictObject({ name: v.literal('pte-db-audit'), version: v.string() }),
  source: v.strictObject({
    kind: v.picklist(['server', 'demo', 'migrations', 'schema']),
    label: v.string(),
    server: v.strictObject({ version: v.string(), versionNumber: count, database: v.string(), embedded: v.boolean() }),
    collectedAt: v.string(),
  }),
  summary: v.strictObject({
    findings: v.strictObject({ error: count, warn: count, info: count }),
    results: v.strictObject({ pass: count, fail: count, notApplicable: count, skipped: count }),
    rules: v.strictObject({ total: count, measured: count }),
  }),
  results: v.array(result),
  findings: v.array(finding),
  skips: v.array(
    v.strictObject({
      rule: v.nullable(v.string()),
      object: v.nullable(object),
      subject: v.nullable(v.string()),
      reason: v.string(),
    }),
  ),
  notes: v.array(
    v.strictObject({
      severity: v.picklist(['info', 'warn']),
      message: v.string(),
      file: v.nullable(v.string()),
      line: v.nullable(count),
    }),
  ),
})
