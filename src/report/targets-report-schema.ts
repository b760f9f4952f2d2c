import * as v from 'valibot'
import type { Severity } from '../finding.ts'
import { oneOf } from '../fix/statement-schema.ts'
import { count, finding, note, summary } from './report-schema.ts'
import type { ReportedTarget, TargetsReport } from './targets-report.ts'

const bySeverity = v.strictObject({ error: count, warn: count, info: count } satisfies Record<Severity, unknown>)
const kind = oneOf<ReportedTarget['kind']>({ database: true, schema: true })
const names = v.array(v.string())
const about = { name: v.string(), kind }

/** The shape of `--targets … --format json`, from which `schemas/targets-report.schema.json` is made. A run never loads it. */
export const targetsReportSchema: v.GenericSchema<unknown, TargetsReport> = v.strictObject({
  version: v.literal(1),
  tool: v.strictObject({ name: v.literal('pte-db-audit'), version: v.string() }),
  summary: v.strictObject({
    targets: v.strictObject({ databases: count, schemas: count, failed: count }),
    groups: bySeverity,
    findings: bySeverity,
    accepted: count,
    results: summary.entries.results,
    rules: summary.entries.rules,
  }),
  targets: v.array(
    v.variant('state', [
      v.strictObject({
        ...about,
        state: v.literal('audited'),
        label: v.string(),
        server: v.strictObject({ version: v.string(), versionNumber: count, database: v.string() }),
        collectedAt: v.string(),
        summary,
      }),
      v.strictObject({ ...about, state: v.literal('failed'), error: v.string() }),
    ]),
  ),
  groups: v.array(
    v.strictObject({
      ...v.pick(finding, [
        'fingerprint',
        'rule',
        'check',
        'plan',
        'severity',
        'verdict',
        'object',
        'subject',
        'message',
        'why',
        'remedy',
        'evidence',
        'confidence',
        'docs',
      ]).entries,
      kind,
      verdicts: v.strictObject(v.entriesFromList(finding.entries.verdict.options, v.exactOptional(count))),
      targets: names,
      of: count,
      held: count,
      unmeasured: count,
      first: v.string(),
    }),
  ),
  skips: v.array(
    v.strictObject({
      rule: v.nullable(v.string()),
      relation: v.nullable(v.string()),
      subject: v.nullable(v.string()),
      reason: v.string(),
      targets: names,
    }),
  ),
  notes: v.array(v.strictObject({ ...note.entries, targets: names })),
})
