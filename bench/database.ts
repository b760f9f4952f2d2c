import { Client } from 'pg'
import { quote } from '../src/identifier.ts'
import { schemaOf } from './schema.ts'
import { workloadOf } from './workload.ts'

export interface Size {
  readonly tables: number
  readonly statements: number
}

export interface BenchDatabase extends Size {
  readonly name: string
  readonly url: string
  /** What the catalog says was really built. */
  readonly built: { readonly tables: number; readonly columns: number; readonly indexes: number; readonly statements: number }
}

/** Builds `pte_db_audit_bench_<tables>` on the server, unless it is there already. Takes about 10 ms a table. */
export async function prepareDatabase(serverUrl: string, size: Size): Promise<BenchDatabase> {
  const name = `pte_db_audit_bench_${size.tables}`
  const url = urlOf(serverUrl, name)
  if (await create(serverUrl, name)) await fill(url, size)
  return { ...size, name, url, built: await count(url) }
}

export async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  await withClient(serverUrl, (client) => client.query(`drop database if exists ${quote(name)} with (force)`))
}

/** Runs `work` with a client that is ended whatever happens. */
export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${database}`
  return url.href
}

async function create(serverUrl: string, name: string): Promise<boolean> {
  return withClient(serverUrl, async (client) => {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (rowCount) return false
    await client.query(`create database ${quote(name)}`)
    return true
  })
}

async function fill(url: string, size: Size): Promise<void> {
  await withClient(url, async (client) => {
    const { tables, messages } = schemaOf(size.tables)
    // Entries of the DDL would push out those of the workload.
    await client.query('create extension pg_stat_statements; set pg_stat_statements.track = none')
    for (const message of messages) await client.query(message)
    await client.query('analyze')
    await client.query('set pg_stat_statements.track = top')
    for (const message of workloadOf(tables, size.statements)) await client.query(message)
    await client.query('checkpoint')
  })
}

async function count(url: string): Promise<BenchDatabase['built']> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<BenchDatabase['built']>(`
      select (select count(*)::int from pg_stat_user_tables) as tables,
             (select count(*)::int from pg_attribute a join pg_stat_user_tables t on t.relid = a.attrelid where a.attnum > 0) as columns,
             (select count(*)::int from pg_stat_user_indexes) as indexes,
             (select count(*)::int from pg_stat_statements
               where dbid = (select oid from pg_database where datname = current_database())) as statements`)
    return rows[0]!
  })
}
