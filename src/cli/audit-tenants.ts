import { ask } from '../collect/ask.ts'
import { collect } from '../collect/collect.ts'
import type { Connection } from '../collect/connection.ts'
import { schemaSizes } from '../collect/schema-sizes.ts'
import { AuditError } from '../errors.ts'
import { batchesOf, type SchemaSize } from '../many/batches.ts'
import { schemasIn } from '../many/schemas-in.ts'
import type { DatabaseEntry } from '../many/target.ts'
import { queriesOf } from '../queries.ts'
import type { Snapshot } from '../snapshot.ts'
import { version } from '../version.ts'
import { addReplicas } from './add-replicas.ts'
import { interruptible } from './interruptible.ts'
import { type AnswersOf, tenantsOf } from './judge-tenants.ts'
import { openSource, type Opened } from './open-source.ts'
import { NO_REPLAY, SILENT, type TargetRun } from './target-run.ts'

/** Tables that are collected together, unless one schema has more: no more than these are held in memory of a database. */
const TABLES_AT_ONCE = 600

/** Audits each schema of a database of --targets as if it were the whole, and once what is about the database. */
export async function auditTenants({ name, from, schemas }: DatabaseEntry, run: TargetRun): Promise<void> {
  if (from.kind === 'snapshot') return auditSaved(name, from.file, schemas, run)
  const opened = await openSource({ kind: 'server', target: from.url }, NO_REPLAY, run.io, SILENT)
  const { connection, source } = opened
  await interruptible(connection, run.io.signal, async () => {
    const sizes = someOf(await schemaSizes(connection, schemas), schemas, source.label)
    const tenants = tenantsOf(name, namesOf(sizes), run)
    const answers = answersFrom(connection, run)
    let first: Snapshot | null = null
    for (const batch of batchesOf(sizes, TABLES_AT_ONCE)) {
      const collected = await collectBatch(opened, batch, first, run)
      const { settings, io } = run
      const options = { ...settings, schemas: batch, replicas: from.replicas }
      const snapshot: Snapshot = await addReplicas(collected, connection, options, io)
      // Of the others only what is the database's is needed.
      first ??= { ...snapshot, relations: [] }
      await tenants.judge(snapshot, batch, answers)
    }
    tenants.finish()
  })
}

async function auditSaved(name: string, file: string, schemas: readonly string[], run: TargetRun): Promise<void> {
  const { readSnapshot } = await import('../source/snapshot-file.ts')
  const snapshot = await readSnapshot(file)
  const sizes = someOf(schemasIn(snapshot, schemas), schemas, snapshot.source.label)
  const tenants = tenantsOf(name, namesOf(sizes), run)
  for (const batch of batchesOf(sizes, Infinity)) await tenants.judge(snapshot, batch, () => Promise.resolve(snapshot.answers))
  tenants.finish()
}

const namesOf = (sizes: readonly SchemaSize[]): readonly string[] => sizes.map(({ name }) => name)

function someOf(sizes: readonly SchemaSize[], globs: readonly string[], label: string): readonly SchemaSize[] {
  if (sizes.length > 0) return sizes
  throw new AuditError(
    'nothing-measured',
    `no schema of ${label} is called ${globs.join(' or ')}: check "schemas" of this target`,
  )
}

/** The schemas of a batch. Statements are read once, with the first. */
async function collectBatch(
  { connection, source }: Opened,
  schemas: readonly string[],
  first: Snapshot | null,
  { settings, io }: TargetRun,
): Promise<Snapshot> {
  const { statementTimeout, lockTimeout } = settings
  const snapshot = await collect(connection, {
    source,
    tool: version(),
    schemas,
    notes: [],
    standIns: [],
    now: io.now,
    statementTimeout,
    lockTimeout,
    workload: first === null,
    signal: io.signal,
  })
  if (first === null) return snapshot
  const unread = first.unread.filter(({ section }) => section === 'workload')
  return { ...snapshot, workload: first.workload, unread: [...snapshot.unread, ...unread] }
}

const answersFrom =
  (connection: Connection, { settings, io }: TargetRun): AnswersOf =>
  (tenant, schema, rules) => {
    const { evaluate, checkData, statementTimeout, lockTimeout } = settings
    const queries = queriesOf(tenant, rules, { ...evaluate, schemas: [schema] }, checkData)
    return ask(connection, queries, { statementTimeout, lockTimeout, schema, signal: io.signal })
  }
