import * as v from 'valibot'
import type { AuditedObject, Finding, Result, Severity, Verdict } from '../finding.ts'
import { oneOf, statementSchema } from '../fix/statement-schema.ts'
import type { Source } from '../snapshot.ts'
import type { Report } from './report.ts'

export const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const severity = oneOf<Severity>({ error: true, warn: true, info: true })
const verdict = oneOf<Verdict>({
  present: true,
  equivalent: true,
  covered: true,
  pending: true,
  'wrong-order': true,
  weaker: true,
  invalid: true,
  missing: true,
  redundant: true,
  differs: true,
  undeclared: true,
})

const object = v.strictObject({
  schema: v.string(),
  relation: v.string(),
  kind: oneOf<AuditedObject['kind']>({
    table: true,
    column: true,
    index: true,
    constraint: true,
    trigger: true,
    type: true,
    sequence: true,
    view: true,
    setting: true,
    database: true,
    query: true,
  }),
  columns: v.exactOptional(v.array(v.string())),
  name: v.exactOptional(v.string()),
})

const planNode = v.strictObject({
  depth: count,
  nodeType: v.string(),
  relation: v.nullable(v.string()),
  index: v.nullable(v.string()),
  indexCondition: v.nullable(v.string()),
  sortKeys: v.array(v.string()),
  rows: v.number(),
})

export const finding = v.strictObject({
  rule: v.string(),
  check: v.string(),
  severity,
  plan: v.nullable(v.string()),
  verdict,
  object,
  message: v.string(),
  why: v.string(),
  evidence: v.record(v.string(), v.union([v.string(), v.number(), v.boolean(), v.null(), v.array(v.string())])),
  confidence: oneOf<Finding['confidence']>({ catalog: true, workload: true, code: true, confirmed: true }),
  remedy: v.string(),
  subject: v.string(),
  fingerprint: v.string(),
  proof: v.exactOptional(
    v.strictObject({
      by: v.picklist(['hypopg', 'embedded']),
      on: v.string(),
      statement: v.string(),
      before: v.array(planNode),
      after: v.array(planNode),
      cost: v.nullable(v.strictObject({ before: v.number(), after: v.number() })),
      remarks: v.array(v.string()),
    }),
  ),
  docs: v.string(),
  fix: v.exactOptional(
    v.variant('kind', [
      v.strictObject({ kind: v.literal('statements'), statements: v.array(statementSchema) }),
      v.strictObject({ kind: v.literal('manual'), question: v.string(), examples: v.array(v.string()) }),
    ]),
  ),
  accepted: v.exactOptional(
    v.variant('by', [
      v.strictObject({ by: v.literal('baseline'), reason: v.nullable(v.string()) }),
      v.strictObject({ by: v.literal('suppression'), reason: v.string(), expires: v.nullable(v.string()) }),
    ]),
  ),
  change: v.exactOptional(v.picklist(['introduced', 'unchanged'])),
  locations: v.exactOptional(v.array(v.strictObject({ file: v.string(), line: count }))),
})

const result = v.strictObject({
  rule: v.string(),
  plan: v.nullable(v.string()),
  object,
  subject: v.string(),
  status: oneOf<Result['status']>({ pass: true, fail: true, 'not-applicable': true, skipped: true }),
  verdict: v.exactOptional(verdict),
  reason: v.exactOptional(v.string()),
})

export const summary = v.strictObject({
  findings: v.strictObject({ error: count, warn: count, info: count }),
  accepted: v.strictObject({ baseline: count, suppression: count, unchanged: count }),
  results: v.strictObject({ pass: count, fail: count, notApplicable: count, skipped: count }),
  rules: v.strictObject({ total: count, measured: count }),
})

export const note = v.strictObject({
  severity: v.picklist(['info', 'warn']),
  message: v.string(),
  file: v.nullable(v.string()),
  line: v.nullable(count),
})

/** The shape of `--format json`, from which `schemas/report.schema.json` is made. A run never loads it. */
export const reportSchema: v.GenericSchema<unknown, Report> = v.strictObject({
  version: v.literal(1),
  tool: v.strictObject({ name: v.literal('pte-db-audit'), version: v.string() }),
  source: v.strictObject({
    kind: oneOf<Source['kind']>({ server: true, demo: true, migrations: true, schema: true }),
    label: v.string(),
    server: v.strictObject({ version: v.string(), versionNumber: count, database: v.string(), embedded: v.boolean() }),
    collectedAt: v.string(),
  }),
  summary,
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
  notes: v.array(note),
  workload: v.nullable(
    v.strictObject({
      statements: count,
      calls: v.number(),
      time: v.number(),
      understood: v.strictObject({ calls: v.number(), time: v.number() }),
      leftOut: v.array(v.strictObject({ reason: v.string(), entries: count, calls: v.number(), time: v.number() })),
      countedTogether: v.nullable(v.strictObject({ statements: count, calls: v.number(), time: v.number() })),
      watched: v.nullable(v.strictObject({ seconds: count, calls: count })),
      countedSince: v.nullable(v.string()),
    }),
  ),
  against: v.nullable(v.strictObject({ base: v.string(), fixed: v.array(finding) })),
  baseline: v.nullable(
    v.strictObject({
      file: v.string(),
      tool: v.string(),
      stale: v.array(v.strictObject({ fingerprint: v.string(), reason: v.nullable(v.string()), now: v.nullable(v.string()) })),
    }),
  ),
  suppressions: v.array(
    v.strictObject({
      label: v.string(),
      line: count,
      state: v.picklist(['expired', 'unused']),
      expires: v.nullable(v.string()),
    }),
  ),
})
