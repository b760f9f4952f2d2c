import { audit as auditRun, type Audited } from '../cli/audit.ts'
import type { Extras } from '../cli/judge.ts'
import { counts, type Finding } from '../finding.ts'
import type { Report } from '../report/report.ts'
import { given } from './given.ts'
import { mustBeMeasured } from './must-be-measured.ts'
import type { AuditOptions } from './options.ts'
import { auditOptionsSchema } from './options-schema.ts'
import { rejecting } from './rejecting.ts'
import type { AuditSource } from './source.ts'
import { withRun } from './with-run.ts'

/** The findings that fail a run. */
export async function audit(source: AuditSource, options?: AuditOptions): Promise<readonly Finding[]> {
  // Without fixes: a test that fails prints all of a finding.
  const { report, ending } = await audited(source, options, { fixes: false, locations: true })
  // `failOn: never` is about an exit code, and there is none here.
  const failing = ending.failing.length > 0 ? ending.failing : ['error']
  return report.findings.filter((finding) => counts(finding) && failing.includes(finding.severity))
}

/** The whole report. */
export const auditReport = async (source: AuditSource, options?: AuditOptions): Promise<Report> =>
  (await audited(source, options, { fixes: true, locations: true })).report

const audited = (source: AuditSource, options: AuditOptions | undefined, extras: Extras): Promise<Audited> =>
  rejecting(async () => {
    const { requireAll = false, ...rest } = given(auditOptionsSchema, options)
    const done = await withRun(source, rest, (run) => auditRun(run, extras))
    mustBeMeasured(done, requireAll)
    return done
  }, options?.signal)
