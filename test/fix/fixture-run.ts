import { type Connection, rowsOf } from '../../src/collect/connection.ts'
import { evaluate } from '../../src/evaluate.ts'
import type { Finding } from '../../src/finding.ts'
import { buildPlan } from '../../src/fix/build-plan.ts'
import type { FixOptions } from '../../src/fix/change.ts'
import { renderSql, type Scripts } from '../../src/fix/render/sql.ts'
import type { Plan } from '../../src/fix/step.ts'
import { queriesOf } from '../../src/queries.ts'
import type { Rule } from '../../src/rule.ts'
import { runScript } from '../../src/scratch/prove-script.ts'
import { type State, stateOf } from '../../src/scratch/prove-state.ts'
import type { Answer, Snapshot } from '../../src/snapshot.ts'
import { collected, laidOver, runSql } from '../checks/audit.ts'
import type { Fixture } from '../checks/fixture.ts'
import { besides } from '../checks/fixture-sources.ts'
import { plain } from './plan/planned.ts'
import { rebuild } from './steps/harness.ts'

export interface PlannedFixture {
  readonly snapshot: Snapshot
  readonly findings: readonly Finding[]
  readonly plan: Plan
  readonly scripts: Scripts
}

/** Builds a fixture on an empty database and plans what settles the findings of its rule: all rules are known, drops are included. */
export async function planFixture(
  connection: Connection,
  fixture: Fixture,
  rules: readonly Rule[],
  sync: FixOptions['sync'] = 'trigger',
): Promise<PlannedFixture> {
  const build = async (sql: string): Promise<void> => {
    await rebuild(connection, [])
    await runSql(connection, sql)
  }
  const beside = await besides(fixture, async (sql) => {
    await build(sql)
    return collected(connection)
  })
  await build(fixture.sql)
  const counted = await countedSnapshot(connection, fixture, rules)
  const source = { ...counted.source, ...(fixture.sources && { kind: fixture.sources.audited }) }
  const snapshot = { ...counted, source, ...beside }
  const { findings } = evaluate(snapshot, rules, plain)
  const fix = { include: ['drops'], sync } as const
  const plan = buildPlan({ snapshot, rules, options: plain, findings, fix, only: [fixture.rule], name: 'fix', tool: '0.0.0' })
  return { snapshot, findings, plan, scripts: renderSql(plan) }
}

export interface FixtureRun {
  readonly before: State
  readonly up: State
  /** What the rules find after the migration. */
  readonly findings: readonly Finding[]
  readonly upAgain: State
  readonly down: State
  /** What pg_dump writes of the schema before the migration and after its rollback; empty where there is no pg_dump for this server. */
  readonly dumps: readonly string[]
}

/** Runs the scripts as psql does: up, up once more, down. Rejects with the first statement that fails. */
export async function runFixture(
  connection: Connection,
  { snapshot, scripts }: PlannedFixture,
  fixture: Fixture,
  rules: readonly Rule[],
  dump: (() => Promise<string>) | null,
): Promise<FixtureRun> {
  const state = () => stateOf(connection, snapshot.relations)
  const dumps: string[] = []
  const note = async (): Promise<void> => {
    if (dump) dumps.push(await dump())
  }
  const after = async (direction: keyof Scripts): Promise<State> => {
    const { failure } = await runScript(connection, direction, scripts[direction], () => {})
    if (failure !== null) throw new Error(failure)
    return state()
  }
  await note()
  const before = await state()
  const up = await after('up')
  const { findings } = evaluate(await countedSnapshot(connection, fixture, rules), rules, plain)
  const [upAgain, down] = [await after('up'), await after('down')]
  await note()
  return { before, up, findings, upAgain, down, dumps }
}

/**
 * As a run with all rules and --check-data collects it, with what the fixture lays over it: without counted rows no CHECK is more than a
 * question.
 */
async function countedSnapshot(connection: Connection, { overlay }: Fixture, rules: readonly Rule[]): Promise<Snapshot> {
  const snapshot = await collected(connection)
  const answers: Record<string, Answer> = {}
  for (const { key, sql, maxRows } of queriesOf(snapshot, rules, plain, true)) {
    const rows = await rowsOf(connection, sql)
    answers[key] = { columns: [], rows: rows.slice(0, maxRows), truncated: rows.length > maxRows }
  }
  return laidOver({ ...snapshot, answers }, overlay) as Snapshot
}
