import { collect } from '../../src/collect/collect.ts'
import type { Connection } from '../../src/collect/connection.ts'
import { type Evaluation, evaluate } from '../../src/evaluate.ts'
import { queriesOf } from '../../src/queries.ts'
import type { Rule } from '../../src/rule.ts'
import type { Answer, Snapshot, Source } from '../../src/snapshot.ts'
import { parseStatements } from '../../src/sql/parse.ts'

const options = { names: { tables: {}, columns: {} }, schemas: [] }

/** Runs statements one at a time, each in a transaction of its own as CREATE INDEX CONCURRENTLY wants it. */
export async function runSql(connection: Connection, sql: string): Promise<void> {
  const bytes = Buffer.from(sql)
  for (const { stmt_location: from = 0, stmt_len: length } of parseStatements(sql).stmts ?? []) {
    await connection.simple(bytes.subarray(from, length === undefined ? undefined : from + length).toString())
  }
}

/** What there is to know of the database as it stands. */
export const collected = (connection: Connection): Promise<Snapshot> =>
  collect(connection, {
    source: { kind: connection.embedded ? 'migrations' : 'server', label: 'a fixture' },
    tool: '0.0.0',
    schemas: [],
    statementTimeout: 0,
    lockTimeout: 0,
    notes: [],
    standIns: [],
    now: () => new Date(0),
  })

/**
 * Collects the database as it stands and holds it against one rule; what the other `rules` promise is known to it, as in a real run.
 * `overlay` is laid over the snapshot.
 */
export async function audit(
  connection: Connection,
  rule: Rule,
  {
    checkData = false,
    overlay = null as unknown,
    beside = {} as Pick<Snapshot, 'declared' | 'base'>,
    sources = null as { readonly audited: Source['kind'] } | null,
    rules = [rule] as readonly Rule[],
  } = {},
): Promise<Evaluation> {
  const snapshot = await collected(connection)
  const answers: Record<string, Answer> = {}
  for (const query of queriesOf(snapshot, [rule], options, checkData)) {
    const rows: (readonly (string | null)[])[] = []
    await connection.simple(query.sql, (_statement, row) => rows.push(row))
    answers[query.key] = { columns: [], rows: rows.slice(0, query.maxRows), truncated: rows.length > query.maxRows }
  }
  const source = { ...snapshot.source, ...(sources && { kind: sources.audited }) }
  const whole: Snapshot = { ...snapshot, source, answers, ...beside }
  const { findings, results } = evaluate(laidOver(whole, overlay) as Snapshot, rules, options)
  return {
    findings: findings.filter((finding) => finding.rule === rule.id),
    results: results.filter((result) => result.rule === rule.id),
  }
}

/** Over a list of what has names (relations, indexes), an object is laid by name: `{ relations: { users: { bytes: 8192 } } }`. */
export function laidOver(below: unknown, above: unknown): unknown {
  if (above === null || typeof above !== 'object' || Array.isArray(above)) return above ?? below
  if (Array.isArray(below)) {
    const named = above as Readonly<Record<string, unknown>>
    return below.map((each: { readonly name: string }) => laidOver(each, named[each.name] ?? null))
  }
  const base = below !== null && typeof below === 'object' && !Array.isArray(below) ? below : {}
  const entries = Object.entries(above).map(([key, value]) => {
    const own: unknown = Object.hasOwn(base, key) ? (base as Record<string, unknown>)[key] : undefined
    return [key, value === null ? null : laidOver(own, value)] as const
  })
  return { ...base, ...Object.fromEntries(entries) }
}
