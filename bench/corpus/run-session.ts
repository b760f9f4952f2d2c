import { drizzle } from 'drizzle-orm/node-postgres'
import type { Client } from 'pg'
import { qualified, quote } from '../../src/identifier.ts'
import { drizzleSchema } from './dialects/drizzle-schema.ts'
import type { Row, Value } from './find.ts'
import type { Session } from './session.ts'
import { type Domain, relationOf } from './table.ts'

/** Sends the workload by `client`. `before` runs before each statement of it. */
export function runSession(client: Client, domain: Domain, known: Session['known'], before: () => Promise<void>): Session {
  // All that drizzle-orm calls of a client.
  const gated = {
    query: async (...args: unknown[]): Promise<unknown> => {
      await before()
      return (client.query as (...args: unknown[]) => Promise<unknown>).apply(client, args)
    },
  }
  return {
    query: async (text, parameters) => {
      await before()
      const { rows } = await client.query<Row>(
        text,
        parameters === undefined || parameters.length === 0 ? undefined : [...parameters],
      )
      return rows
    },
    drizzle: drizzle(gated as unknown as Client, { schema: { ...drizzleSchema(domain).exported } }),
    known,
  }
}

/** Reads values by a client of its own, whose statements must not count, and each only once. */
export function knownIn(beside: Client): Session['known'] {
  const cache = new Map<string, Promise<readonly (readonly Value[])[]>>()
  let last: Promise<unknown> = Promise.resolve()
  return (table, columns) => {
    const name = `${relationOf(table)} ${columns.join()}`
    let values = cache.get(name)
    if (!values) {
      const names = columns.map(quote).join(', ')
      const text = `select distinct ${names} from ${qualified(table)} where (${names}) is not null order by ${names}`
      values = last.then(() => beside.query<Value[]>({ text, rowMode: 'array' })).then(({ rows }) => rows)
      last = values
      cache.set(name, values)
    }
    return values
  }
}
