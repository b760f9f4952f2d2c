import { quote } from '../src/identifier.ts'
import { withClient } from './database.ts'
import { schemaOf } from './schema.ts'

/** Of each schema and each database. */
export const TABLES = 30

/** Schemas `tenant_001`, … of the same tables in one new database. */
export async function fillSchemas(serverUrl: string, database: string, schemas: number): Promise<void> {
  await withClient(serverUrl, (client) => client.query(`create database ${quote(database)}`))
  await withClient(urlOf(serverUrl, database), async (client) => {
    for (let number = 1; number <= schemas; number++) {
      const schema = `tenant_${String(number).padStart(3, '0')}`
      await client.query(`create schema ${schema}; set search_path to ${schema}`)
      for (const message of schemaOf(TABLES).messages) await client.query(message)
    }
    await client.query('analyze')
    await client.query('checkpoint')
  })
}

/** One new database of the same tables. */
export async function fillDatabase(serverUrl: string, database: string): Promise<void> {
  await withClient(serverUrl, (client) => client.query(`create database ${quote(database)}`))
  await withClient(urlOf(serverUrl, database), async (client) => {
    for (const message of schemaOf(TABLES).messages) await client.query(message)
    await client.query('analyze')
  })
}

export function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${database}`
  return url.href
}
