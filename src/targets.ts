import type { NameMap } from './evaluate.ts'
import { globMatcher, isGlob } from './glob.ts'
import type { Relation, Snapshot } from './snapshot.ts'

/** The tables of a snapshot that rules are held against, and which of them a rule's `tables` means. */
export interface Targets {
  /** Tables for one entry of `tables`: a name or a glob, with a schema before a dot or without. */
  readonly of: (entry: string) => ReadonlySet<Relation>
  /** The schema in which a table that does not exist is missed. */
  readonly home: string
}

/** Schemas that other tools fill for themselves: their tables are no business of an application's plan. */
const TOOL_SCHEMAS = [
  'drizzle',
  'pgboss',
  'pgboss_*',
  'graphile_worker',
  'cron',
  'partman',
  '_timescaledb_*',
  'timescaledb_*',
  'hdb_catalog',
  'pgmq',
  'pg_*',
  'pte_db_audit',
]
export const isToolSchema = (name: string): boolean => TOOL_SCHEMAS.some((glob) => globMatcher(glob)(name))

/** The same for Supabase, whose names are too ordinary to leave out anywhere else. */
const SUPABASE_SCHEMAS = [
  'auth',
  'storage',
  'realtime',
  '_realtime',
  'vault',
  'supabase_*',
  'graphql',
  'graphql_public',
  'extensions',
  'net',
  'pgsodium',
  'pgsodium_masks',
  'pgbouncer',
]
const MIGRATION_TABLES = new Set([
  '__drizzle_migrations',
  '_prisma_migrations',
  'schema_migrations',
  'knex_migrations',
  'knex_migrations_lock',
])

export function targetsOf(snapshot: Snapshot, names: NameMap, schemas: readonly string[]): Targets {
  const relations = auditedTables(snapshot.relations, scopeOf(snapshot, schemas))
  const byName = new Map<string, Relation[]>()
  for (const relation of relations) {
    const same = byName.get(relation.name)
    if (same) same.push(relation)
    else byName.set(relation.name, [relation])
  }
  const find = (entry: string): readonly Relation[] => {
    const dot = entry.indexOf('.')
    const inSchema = dot === -1 ? () => true : globMatcher(entry.slice(0, dot))
    const table = entry.slice(dot + 1)
    const candidates = isGlob(table)
      ? relations.filter((relation) => globMatcher(table)(relation.name))
      : (byName.get(names.tables[table] ?? table) ?? [])
    return candidates.filter((relation) => inSchema(relation.schema))
  }
  const known = new Map<string, ReadonlySet<Relation>>()
  return {
    of: (entry) => {
      const found = known.get(entry) ?? new Set(find(entry))
      known.set(entry, found)
      return found
    },
    home: homeOf(relations, schemas),
  }
}

/** Whether a schema is audited: one that was asked for, else one that is no tool's own. */
export function scopeOf({ server }: Pick<Snapshot, 'server'>, schemas: readonly string[]): (schema: string) => boolean {
  const wanted = schemas.map(globMatcher)
  const left = [...TOOL_SCHEMAS, ...(server.managed === 'Supabase' ? SUPABASE_SCHEMAS : [])].map(globMatcher)
  return (schema) => (wanted.length > 0 ? wanted.some((matches) => matches(schema)) : !left.some((matches) => matches(schema)))
}

/**
 * Ordinary and partitioned tables of the user's own. Partitions are judged through their root, inheritance children through
 * nothing (the plan cannot mean them), and what an extension or another tool owns is left alone.
 */
export const auditedTables = (relations: readonly Relation[], inScope: (schema: string) => boolean): readonly Relation[] =>
  relations.filter(
    ({ schema, name, kind, extension, partitionOf, inherits }) =>
      (kind === 'table' || kind === 'partitioned table') &&
      extension === null &&
      partitionOf === null &&
      inherits.length === 0 &&
      !MIGRATION_TABLES.has(name) &&
      inScope(schema),
  )

/** The one schema that was asked for, else public, else the schema with the most tables. */
function homeOf(relations: readonly Relation[], schemas: readonly string[]): string {
  const [only] = schemas
  if (only !== undefined && schemas.length === 1 && !isGlob(only)) return only
  const counts = new Map<string, number>()
  for (const { schema } of relations) counts.set(schema, (counts.get(schema) ?? 0) + 1)
  if (counts.has('public') || counts.size === 0) return 'public'
  return [...counts].reduce((most, each) => (each[1] > most[1] ? each : most))[0]
}
