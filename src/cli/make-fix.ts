import { AuditError } from '../errors.ts'
import { evaluate, prepare } from '../evaluate.ts'
import { counts, type Finding } from '../finding.ts'
import { planOf } from '../fix/build-plan.ts'
import { planFixes } from '../fix/plan-changes.ts'
import type { PlannedChange } from '../fix/planned.ts'
import { drizzleTransaction } from '../fix/render/drizzle.ts'
import { renderSql } from '../fix/render/sql.ts'
import type { Plan, Proof } from '../fix/step.ts'
import { suppressed } from '../gate/suppress.ts'
import { buildReport } from '../report/build.ts'
import { unmeasured } from '../report/unmeasured.ts'
import { readConfig } from '../rules/config.ts'
import { selectRules } from '../rules/select.ts'
import { prove, type ProveOptions } from '../scratch/prove.ts'
import { version } from '../version.ts'
import type { Snapshot } from '../snapshot.ts'
import type { FixCommandOptions } from './fix-options.ts'
import { suppressionsOf, today } from './gate.ts'
import type { Io } from './io.ts'
import { type Read, readSource, type Run } from './read-source.ts'
import { withPending } from './with-pending.ts'

export interface MadeFix {
  readonly plan: Plan
  readonly changes: readonly PlannedChange[]
  /** What the plan was made from. */
  readonly snapshot: Snapshot
  /** Of the rules that were chosen, without those that an outstanding migration closes. */
  readonly findings: readonly Finding[]
  readonly pending: number
  /** Findings that the configuration suppresses: they are not fixed. */
  readonly suppressed: number
  /** Rules that could not be measured: what they would find is not in the plan. */
  readonly unmeasured: number
}

/** From the source to a plan that was tried, or says why it was not. Throws AuditError, `nothing-measured` among them. */
export async function makeFix(run: Run<FixCommandOptions>, name: string): Promise<MadeFix> {
  const { options, progress } = run
  // All rules are held against the result, whatever is chosen to be fixed.
  const read = await readSource(run, await readConfig(run.io.cwd, options.config), { only: [], skip: [], severity: [] })
  const { snapshot, loaded, rules, settings } = read
  const chosen = selectRules(loaded.rules, loaded.off, { only: options.only ?? [], skip: options.skip ?? [], severity: [] })
  progress.step('holding the rules against it…')
  const live = evaluate(snapshot, rules, settings.evaluate)
  const evaluation = withPending(live, read)
  const report = buildReport(snapshot, evaluation, { version: version(), rules, off: loaded.off, notes: [] })
  const nothing = unmeasured(report, rules, prepare(snapshot, rules, settings.evaluate).targets.of('*').size)
  if (nothing !== null) throw new AuditError('nothing-measured', nothing)
  const ids = new Set(chosen.map(({ id }) => id))
  const all = suppressed(evaluation.findings, suppressionsOf(loaded.config), today(run.io)).filter(({ rule }) => ids.has(rule))
  // A suppression says that it stays as it is. What a baseline accepts is a debt, and fixing it is how it is paid.
  const meant = all.filter(counts)
  // An index that is being built right now is pending too, and a question of the plan; what is pending as drift is in a migration.
  const building = new Set(
    live.findings
      .filter(({ verdict, check }) => verdict === 'pending' && check !== 'drift')
      .map(({ fingerprint }) => fingerprint),
  )
  const findings = meant.filter(({ verdict, fingerprint }) => verdict !== 'pending' || building.has(fingerprint))
  const request = {
    name,
    tool: version(),
    snapshot,
    rules,
    options: settings.evaluate,
    findings,
    only: [],
    fix: { include: options.include ?? [], sync: options.sync ?? ('trigger' as const) },
  }
  const planned = planFixes(request)
  const plan = planOf(request, planned)
  return {
    changes: planned.changes,
    snapshot,
    plan: { ...plan, proof: await proofOf(run, read, plan) },
    findings,
    pending: meant.length - findings.length,
    suppressed: all.length - meant.length,
    unmeasured: new Set(report.skips.flatMap(({ rule }) => (rule !== null && ids.has(rule) ? [rule] : []))).size,
  }
}

async function proofOf({ options, io, progress }: Run<FixCommandOptions>, read: Read, plan: Plan): Promise<Proof> {
  if (plan.steps.length === 0) return plan.proof
  if (!options.verify) return { ...plan.proof, remarks: ['--no-verify was given'] }
  const { snapshot, rules, settings } = read
  const scripts = renderSql(plan)
  const proving: ProveOptions = { plan, snapshot, rules, evaluate: settings.evaluate, scripts, signal: io.signal }
  progress.slow(options.verifyOn === undefined ? 'trying it on a scratch copy…' : 'trying it in a new database…')
  const proof = await tryIt(proving, options, io)
  if (options.style !== 'drizzle' || proof.outcome === 'failed' || proof.outcome === 'not tried') return proof
  progress.slow('trying it in one transaction…')
  const migration = await tryIt({ ...proving, scripts: { ...scripts, up: drizzleTransaction(plan) } }, options, io)
  return both(proof, migration)
}

async function tryIt(proving: ProveOptions, { verifyOn }: FixCommandOptions, { env, signal }: Io): Promise<Proof> {
  if (verifyOn === undefined) return prove(proving)
  const { inThrowAwayDatabase } = await import('../source/throw-away-database.ts')
  return inThrowAwayDatabase(verifyOn, env, signal, (connection) =>
    prove({ ...proving, start: () => Promise.resolve(connection) }),
  )
}

/** Of the plan that `apply` runs, which went well, and of the migration that does the same in one transaction. */
function both(plan: Proof, migration: Proof): Proof {
  if (migration.outcome === 'failed' || migration.outcome === 'not tried') return migration
  return {
    ...migration,
    outcome: plan.outcome === 'partly' ? 'partly' : migration.outcome,
    statements: plan.statements + migration.statements,
    remarks: [...new Set([...plan.remarks, ...migration.remarks])],
  }
}
