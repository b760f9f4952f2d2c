import { type Connection, rowsOf } from '../../src/collect/connection.ts'
import { evaluate, type Evaluation, type EvaluateOptions } from '../../src/evaluate.ts'
import type { FixOptions } from '../../src/fix/change.ts'
import { buildPlan } from '../../src/fix/build-plan.ts'
import type { Plan } from '../../src/fix/step.ts'
import { qualified } from '../../src/identifier.ts'
import { queriesOf } from '../../src/queries.ts'
import type { Rule } from '../../src/rule.ts'
import type { Answer, Snapshot } from '../../src/snapshot.ts'
import { collected } from '../checks/audit.ts'
import { plain } from './plan/planned.ts'

/** The database as it stands, its rows counted as `--check-data` does. */
export async function counted(
  connection: Connection,
  rules: readonly Rule[],
  options: EvaluateOptions = plain,
): Promise<Snapshot> {
  const snapshot = await collected(connection)
  const answers: Record<string, Answer> = {}
  for (const { key, sql } of queriesOf(snapshot, rules, options, true)) {
    answers[key] = { columns: [], rows: await rowsOf(connection, sql), truncated: false }
  }
  return { ...snapshot, answers }
}

/** The whole plan for what these rules find. */
export function wholePlan(
  snapshot: Snapshot,
  rules: readonly Rule[],
  {
    only = [],
    sync = 'trigger',
    options = plain,
  }: { only?: readonly string[]; sync?: FixOptions['sync']; options?: EvaluateOptions } = {},
): Plan {
  const { findings } = evaluate(snapshot, rules, options)
  return buildPlan({ snapshot, rules, options, findings, fix: { include: [], sync }, only, name: 'x', tool: '0.0.0' })
}

/** Every step of the plan, in order. */
export async function makeAll(connection: Connection, { steps }: Plan): Promise<void> {
  for (const step of steps) {
    const statements =
      step.kind === 'definition'
        ? step.up.map(({ sql }) => sql)
        : [`update ${qualified(step.table)} set ${step.assignments.join(', ')} where ${step.lacking}`]
    for (const sql of statements) {
      try {
        await connection.simple(sql)
      } catch (thrown) {
        throw new Error(`${step.id}: ${(thrown as Error).message}\n${sql}`, { cause: thrown })
      }
    }
  }
}

export async function undoAll(connection: Connection, { steps }: Plan): Promise<void> {
  for (const step of steps.toReversed()) {
    for (const { sql } of step.kind === 'definition' ? step.down : []) await connection.simple(sql)
  }
}

/** What the rules say of the database now, rows counted. */
export const auditNow = async (
  connection: Connection,
  rules: readonly Rule[],
  options: EvaluateOptions = plain,
): Promise<Evaluation> => evaluate(await counted(connection, rules, options), rules, options)
