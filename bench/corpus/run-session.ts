import { drizzle } from 'drizzle-orm/node-postgres'
import type { Client } from 'pg'
import { qualified, quote } from '../../src/identifier.ts'
import { drizzleSchema } from './dialects/drizzle-schema.ts'
import type { Row, Value } from './find.ts'
import type { Session } from './session.ts'
import { type Domain, relationOf } from './table.ts'

/** `client` sends the workload, `beside` what must not count. `before` runs before each statement of the workload. */
export function runSession(client: Client, beside: Client, domain: Domain, before: () => Promise<void>): Session {
  const cache = new Map<string, readonly (readonly Value[])[]>()
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
    known: async (table, columns) => {
      const name = `${relationOf(table)} ${columns.join()}`
      let values = cache.get(name)
      if (!values) {
        const names = columns.map(quote).join(', ')
        const { rows } = await beside.query<Value[]>({
          text: `select distinct ${names} from ${qualified(table)} where (${names}) is not null order by ${names}`,
          rowMode: 'array',
        })
        cache.set(name, (values = rows))
      }
      return values
    },
  }
}
