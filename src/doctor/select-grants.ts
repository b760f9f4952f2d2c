import { quote } from '../identifier.ts'
import { sql, type Remedy } from './aspect.ts'

/** By schema, which is what a person would write: tables that come later need it again. */
export const selectGrants = (role: string, tables: readonly { readonly schema: string }[]): Remedy[] =>
  [...new Set(tables.map(({ schema }) => schema))]
    .toSorted()
    .flatMap((schema) =>
      sql(
        `grant usage on schema ${quote(schema)} to ${quote(role)};`,
        `grant select on all tables in schema ${quote(schema)} to ${quote(role)};`,
      ),
    )
