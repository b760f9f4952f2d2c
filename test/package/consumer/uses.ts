// A project that has the package and none of its devDependencies: compiled by `npm run smoke` against the packed tarball.
import {
  type Accepted,
  audit,
  type AuditedObject,
  AuditError,
  type AuditOptions,
  auditReport,
  type AuditSource,
  collect,
  type CollectOptions,
  type ErrorKind,
  evaluate,
  type EvaluateOptions,
  type Evidence,
  type Finding,
  type FindingFix,
  loadRules,
  type Location,
  type Note,
  type Relation,
  type Report,
  type Result,
  type Rule,
  type RuleOptions,
  type Severity,
  type Skip,
  type Snapshot,
  type Summary,
  type Verdict,
} from 'pte-db-audit'

const sources: readonly AuditSource[] = [
  'postgres://localhost/app',
  { url: 'postgres://localhost/app', migrations: 'drizzle' },
  { migrations: 'drizzle' },
  { url: 'postgres://localhost/app', migrations: 'drizzle', schema: 'db/schema.ts' },
  { schema: 'db/schema.ts' },
  { snapshot: 'production.json' },
  { demo: true },
]

export async function uses(signal: NonNullable<CollectOptions['signal']>): Promise<void> {
  const ruleOptions: RuleOptions = {
    cwd: '.',
    config: 'a.yaml',
    rules: ['audit'],
    only: ['a'],
    skip: ['b'],
    severity: { a: 'warn' },
  }
  const collecting: CollectOptions = { ...ruleOptions, schemas: ['app_*'], checkData: true, statementTimeout: 1000, signal }
  const auditing: AuditOptions = { ...collecting, failOn: 'warn', baseline: false, requireAll: true, only: undefined }
  const judging: EvaluateOptions = { schemas: ['public'] }

  const snapshot: Snapshot = await collect(sources[0]!, collecting)
  const relations: readonly Relation[] = snapshot.relations
  const findings: readonly Finding[] = await audit({ snapshot }, auditing)
  const report: Report = await auditReport({ demo: true })
  const rules: readonly Rule[] = await loadRules(ruleOptions)
  const evaluated: { results: readonly Result[]; findings: readonly Finding[] } = await evaluate(snapshot, rules, judging)
  const [finding] = findings
  if (finding) tell(finding)
  tellAll(report.skips, report.notes, report.summary)
  void [relations, evaluated]
}

function tell({ object, severity, verdict, evidence, locations = [], accepted, fix }: Finding): void {
  const about: AuditedObject = object
  const weight: Severity = severity
  const judged: Verdict = verdict
  const measured: Evidence = evidence
  const place: Location | undefined = locations[0]
  const by: Accepted | undefined = accepted
  const way: FindingFix | undefined = fix
  const sql = fix?.kind === 'statements' ? fix.statements.map((statement) => statement.sql) : [fix?.question]
  void [about, weight, judged, measured, place, by, way, sql]
}

const tellAll = (skips: readonly Skip[], notes: readonly Note[], { findings }: Summary): number =>
  skips.length + notes.length + findings.error

export const kindOf = (thrown: unknown): ErrorKind | null => (thrown instanceof AuditError ? thrown.kind : null)

export function misuses(finding: Finding, maybe: string | undefined): void {
  // @ts-expect-error -- nothing is audited by default
  void audit()
  // @ts-expect-error -- a variable of the environment may not be set
  void audit(maybe)
  // @ts-expect-error -- no such source
  void audit({ folder: 'drizzle' })
  // @ts-expect-error -- never is for exit codes
  void audit({ demo: true }, { failOn: 'never' })
  // @ts-expect-error -- no such option
  void collect({ demo: true }, { only: ['a'], skips: ['b'] })
  // @ts-expect-error -- no severity
  void loadRules({ severity: { a: 'fatal' } })
  // @ts-expect-error -- evaluate accepts nothing
  void evaluate({} as Snapshot, [], { baseline: 'x.yaml' })
  // @ts-expect-error -- it is to be awaited
  void audit({ demo: true }).length
  // @ts-expect-error -- findings are facts
  finding.severity = 'info'
}
