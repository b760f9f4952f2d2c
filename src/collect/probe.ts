import { AuditError } from '../errors.ts'
import { globMatcher } from '../glob.ts'
import type { Connection, TextRow } from './connection.ts'
import { managedService } from './managed.ts'
import { CLOSING, MARK, message, opening } from './message.ts'
import type { ClientEncoding, Limits } from './message.ts'
import { failureReason, isStatementError } from './statement-error.ts'
import { number, text, texts } from './value.ts'

/** What must be known before the collecting message can be written: the server, the role's privileges, where things live. */
export interface Probe {
  readonly encoding: ClientEncoding
  readonly versionNumber: number
  readonly database: string
  readonly role: string
  readonly superuser: boolean
  readonly readsAllStatistics: boolean
  readonly readsAllSettings: boolean
  /** May read pg_statistic itself, which is four times as fast as the view that hides what a role may not see. */
  readonly readsColumnStatistics: boolean
  readonly inRecovery: boolean
  /** Bytes. */
  readonly blockSize: number
  readonly managed: string | null
  readonly schemas: ReadonlyMap<number, { readonly name: string; readonly usable: boolean }>
  /** OIDs of the audited schemas when the user named some, else null. */
  readonly chosen: readonly number[] | null
  readonly statements: StatementsExtension | null
  /** pg_stat_statements is among the libraries that the server started with. */
  readonly statementsLoaded: boolean
  readonly watermarks: readonly Watermark[]
}

export interface StatementsExtension {
  readonly schema: string
  readonly version: string
  readonly selectable: boolean
  /** Columns of its view: they differ from version to version. */
  readonly columns: ReadonlySet<string>
  readonly info: boolean
  /** The setting `pg_stat_statements.track`. */
  readonly track: string | null
}

/** A table `__drizzle_migrations`. */
export interface Watermark {
  readonly schema: string
  readonly columns: ReadonlySet<string>
  readonly selectable: boolean
}

const OLDEST = 130000

const SERVER = `select ${MARK} current_setting('server_version_num'), current_database(), current_user, r.rolsuper,
  pg_has_role('pg_read_all_stats', 'usage'), pg_has_role('pg_read_all_settings', 'usage'),
  has_table_privilege('pg_statistic', 'select'), pg_is_in_recovery(), current_setting('block_size')
from pg_roles r where r.rolname = current_user`

const SCHEMAS = `select ${MARK} n.oid, n.nspname, has_schema_privilege(n.oid, 'usage') from pg_namespace n`

const STATEMENTS = `select ${MARK} n.nspname, e.extversion,
  has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select'),
  (select json_agg(a.attname) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
  exists (select from pg_class i where i.relnamespace = n.oid and i.relname = 'pg_stat_statements_info'),
  current_setting('pg_stat_statements.track', true)
from pg_extension e
join pg_namespace n on n.oid = e.extnamespace
join pg_class c on c.relnamespace = n.oid and c.relname = 'pg_stat_statements'
where e.extname = 'pg_stat_statements'`

// Settings that a library defines are listed only while it is loaded; a line in postgresql.conf alone does not list them.
const LOADED = `select ${MARK} exists (select from pg_settings where name = 'pg_stat_statements.max')`

const WATERMARKS = `select ${MARK} n.nspname,
  (select json_agg(a.attname) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
  has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.relname = '__drizzle_migrations' and c.relkind = 'r' and c.relpersistence <> 't'`

const MANAGED = `select ${MARK} name from pg_settings where name like any ('{rds.%,aurora%,cloudsql.%,alloydb.%,azure.%,neon.%,supautils.%}')
union all select rolname from pg_roles where rolname = any ('{rds_superuser,cloudsqlsuperuser,alloydbsuperuser,azure_pg_admin,neon_superuser,supabase_admin,_doadmin_monitor}')
union all select nspname from pg_namespace where nspname = 'heroku_ext'`

/** Asks the server who it is and what this role may read: one message, a few ms. */
export async function probe(connection: Connection, limits: Limits, schemaGlobs: readonly string[]): Promise<Probe> {
  // SQL_ASCII means bytes of any encoding: the server would refuse to send as UTF-8 those that are not.
  const encoding = connection.parameters['server_encoding'] === 'SQL_ASCII' ? 'SQL_ASCII' : 'UTF8'
  const queries = [SERVER, SCHEMAS, STATEMENTS, LOADED, WATERMARKS, MANAGED]
  const before = opening(limits, encoding)
  const rows: TextRow[][] = queries.map(() => [])
  try {
    await connection.simple(message([...before, ...queries, CLOSING]), (statement, row) =>
      rows[statement - before.length]?.push(row),
    )
  } catch (thrown) {
    if (!isStatementError(thrown)) throw thrown
    throw new AuditError('connection', `the server did not say what it is: ${failureReason(thrown, limits, null)}`, {
      cause: thrown,
    })
  }

  const server = rows[0]?.[0]
  if (!server)
    throw new AuditError('connection', 'the server did not answer what it is: pte-db-audit reads PostgreSQL 13 and later')
  const versionNumber = number(server[0])
  if (versionNumber < OLDEST) {
    throw new AuditError(
      'connection',
      `this server is PostgreSQL ${text(connection.parameters['server_version'])}: pte-db-audit reads PostgreSQL 13 and later`,
    )
  }
  const schemas = new Map((rows[1] ?? []).map((row) => [number(row[0]), { name: text(row[1]), usable: row[2] === 't' }]))
  return {
    encoding,
    versionNumber,
    database: text(server[1]),
    role: text(server[2]),
    superuser: server[3] === 't',
    readsAllStatistics: server[4] === 't',
    readsAllSettings: server[5] === 't',
    readsColumnStatistics: server[6] === 't',
    inRecovery: server[7] === 't',
    blockSize: number(server[8]),
    managed: managedService((rows[5] ?? []).map((row) => text(row[0]))),
    schemas,
    chosen: schemaGlobs.length > 0 ? chosenSchemas(schemas, schemaGlobs) : null,
    statements: statementsExtension(rows[2]?.[0]),
    statementsLoaded: rows[3]?.[0]?.[0] === 't',
    watermarks: (rows[4] ?? []).map((row) => ({
      schema: text(row[0]),
      columns: new Set(texts(row[1])),
      selectable: row[2] === 't',
    })),
  }
}

function statementsExtension(row: TextRow | undefined): StatementsExtension | null {
  if (!row) return null
  return {
    schema: text(row[0]),
    version: text(row[1]),
    selectable: row[2] === 't',
    columns: new Set(texts(row[3])),
    info: row[4] === 't',
    track: row[5] ?? null,
  }
}

function chosenSchemas(schemas: Probe['schemas'], globs: readonly string[]): number[] {
  const matchers = globs.map(globMatcher)
  return [...schemas].filter(([, { name }]) => matchers.some((matches) => matches(name))).map(([oid]) => oid)
}
