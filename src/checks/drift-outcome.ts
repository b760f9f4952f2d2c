import type { Context, Outcome } from '../check.ts'
import type { Drift, Renamed } from '../drift/drift.ts'
import { type DriftObject, titleOf } from '../drift/drift-object.ts'
import { told } from '../drift/told.ts'
import type { Evidence, Severity } from '../finding.ts'
import type { BuiltByMigrations, NeverArrives } from '../snapshot.ts'

/** A drift as a finding. `migrations` are those of the run. */
export function driftOutcome({ rule }: Context<unknown>, drifted: Drift, migrations: BuiltByMigrations | undefined): Outcome {
  const { outstanding = [], passedOver = [] } = migrations ?? {}
  const { verdict, message, remedy } = told(drifted, { outstanding, passedOver })
  const { inSchema, inMigrations, inDatabase, along } = drifted
  const texts = {
    in_schema: inSchema?.text,
    in_migrations: inMigrations?.text,
    in_database: inDatabase?.text,
    pending_migrations: verdict === 'pending' ? outstanding : undefined,
    with_it: along.length > 0 ? along.map(titleOf) : undefined,
  }
  const evidence = Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined)) as Evidence
  return {
    ...aboutOf(drifted.object),
    status: 'fail',
    verdict,
    message,
    remedy,
    evidence,
    ...(verdict === 'undeclared' ? { severity: atMostWarn(rule.severity) } : {}),
  }
}

/** Nothing breaks where something is there that nobody declared; it is lost one day. */
const atMostWarn = (severity: Severity): Severity => (severity === 'error' ? 'warn' : severity)

export const renamedOutcome = ({ declared, found }: Renamed): Outcome => ({
  ...aboutOf(declared),
  status: 'pass',
  verdict: 'equivalent',
  reason: `${found.name} is the same under another name`,
})

/** What belongs to a table has its kind and name as subject, what stands by itself its kind. */
export function aboutOf({ kind, schema, relation, name, columns }: DriftObject): Pick<Outcome, 'object' | 'subject'> {
  if (kind === 'table' || kind === 'type' || kind === 'sequence' || kind === 'view')
    return { object: { schema, relation, kind }, subject: kind }
  if (kind === 'column') return { object: { schema, relation, kind, columns }, subject: `column ${name}` }
  return { object: { schema, relation, kind, columns, name }, subject: `${kind} ${name}` }
}

export function neverArrivesOutcome(
  { snapshot }: Context<unknown>,
  { table, kind, written, instead, file, line }: NeverArrives,
): Outcome {
  const known = [...(snapshot.declared?.schema?.relations ?? []), ...snapshot.relations].find(({ name }) => name === table)
  const why = {
    'bare sql': 'drizzle-kit drops it without a word, for it is no check()',
    unfinished: 'drizzle-kit drops it without a word, for it has no .on(…)',
    'not exported': 'drizzle-kit sees only what a module exports',
  }[kind]
  return {
    object: { schema: known?.schema ?? 'public', relation: table, kind: kind === 'not exported' ? 'table' : 'constraint' },
    subject: `never arrives: ${written}`,
    status: 'fail',
    verdict: 'missing',
    message: `${written} in the schema's ${table} never reaches a database: ${why}.`,
    remedy: `Write in its place: ${instead}`,
    evidence: { written, instead },
    confidence: 'code',
    locations: [{ file, line }],
  }
}
