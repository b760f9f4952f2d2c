import type { Connection } from '../collect/connection.ts'
import { isStatementError } from '../collect/statement-error.ts'
import { evaluate, type Evaluation } from '../evaluate.ts'
import type { Plan } from '../fix/step.ts'
import { qualified } from '../identifier.ts'
import { auditCopy } from './prove-audit.ts'
import type { Copy } from './prove-copy.ts'
import { compareFindings } from './prove-findings.ts'
import { runScript } from './prove-script.ts'
import { difference, stateOf, withoutInvalid } from './prove-state.ts'
import type { ProveOptions } from './prove.ts'

export interface Tried {
  /** Of the migration. */
  readonly statements: number
  /** Fingerprints of the findings that are gone. */
  readonly closed: readonly string[]
  /** One sentence for each thing that went wrong. */
  readonly failures: readonly string[]
  /** One sentence for each thing that could not be shown. */
  readonly gaps: readonly string[]
}

/** Up, audit, up, down, down. What follows a script that failed is not tried. */
export async function tryOnCopy(
  connection: Connection,
  { tables }: Copy,
  { plan, snapshot, rules, evaluate: options, scripts }: ProveOptions,
  onStatement: (text: string) => void,
): Promise<Tried> {
  const audit = (): Promise<Evaluation> => auditCopy(connection, snapshot, tables, rules, options)
  const run = (title: string, script: string) => runScript(connection, title, script, onStatement)
  const state = () => stateOf(connection, tables)

  const before = { state: await state(), findings: (await audit()).findings }
  const original = evaluate(snapshot, rules, options).findings
  const up = await run('the migration', scripts.up)
  const failed = (failures: readonly string[]): Tried => ({ statements: up.statements, closed: [], failures, gaps: [] })
  if (up.failure !== null) return failed([up.failure])

  const after = { state: await state(), evaluation: await audit() }
  const verdict = compareFindings(plan, { original, before: before.findings, after: after.evaluation })
  const failures = [...verdict.failures, ...(await unfilled(connection, plan))]
  const documents = difference(before.state.documents, after.state.documents)
  if (documents !== null) failures.push(`the migration changes JSON documents: afterwards the copy ${documents}`)

  const again = await run('the migration, run a second time,', scripts.up)
  if (again.failure !== null) return { ...verdict, statements: up.statements, failures: [...failures, again.failure] }
  const twice = await state()
  const repeated = difference(after.state.catalog, twice.catalog) ?? difference(after.state.rows, twice.rows)
  if (repeated !== null) failures.push(`the migration is not done when it has run once: after a second time the copy ${repeated}`)

  for (const title of ['the rollback', 'the rollback, run a second time,']) {
    const down = await run(title, scripts.down)
    if (down.failure !== null) return { ...verdict, statements: up.statements, failures: [...failures, down.failure] }
    const restored = await state()
    const catalog = difference(...withoutInvalid(before.state, restored))
    const kept = difference(before.state.documents, restored.documents)
    if (catalog !== null) failures.push(`${title} does not restore the catalog: afterwards it ${catalog}`)
    if (kept !== null) failures.push(`${title} does not keep the JSON documents: afterwards the copy ${kept}`)
    if (catalog !== null || kept !== null) break
  }
  return { ...verdict, statements: up.statements, failures }
}

/** Rows that a backfill should have filled. */
async function unfilled(connection: Connection, plan: Plan): Promise<string[]> {
  const found: string[] = []
  for (const step of plan.steps) {
    if (step.kind !== 'backfill') continue
    let rows = 0
    try {
      await connection.simple(`SELECT count(*) FROM ${qualified(step.table)} WHERE ${step.lacking}`, (_statement, [count]) => {
        rows = Number(count)
      })
    } catch (thrown) {
      if (!isStatementError(thrown)) throw thrown
      found.push(`what the backfill of ${qualified(step.table)} has left cannot be counted: ${thrown.message}`)
    }
    if (rows > 0) found.push(`the backfill of ${qualified(step.table)} leaves ${rows} of its rows without a value`)
  }
  return found
}
