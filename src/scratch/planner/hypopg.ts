import { type Connection, rowsOf } from '../../collect/connection.ts'
import { MARK } from '../../collect/message.ts'
import { quote } from '../../identifier.ts'

/** Where hypopg can be called from, quoted, and its version. */
export interface Hypopg {
  readonly schema: string
  readonly version: string
}

/** Looks for the extension hypopg in the database; the reason where it cannot be called. Reads the catalog and nothing else. */
export async function findHypopg(connection: Connection): Promise<Hypopg | { readonly reason: string }> {
  const [row] = await rowsOf(
    connection,
    `select ${MARK} n.nspname, e.extversion, has_schema_privilege(n.oid, 'usage') and coalesce((
      select bool_and(has_function_privilege(p.oid, 'execute')) from pg_catalog.pg_proc p
      where p.pronamespace = n.oid and p.proname in ('hypopg_create_index', 'hypopg_reset')), false)
    from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace where e.extname = 'hypopg'`,
  )
  if (!row) return { reason: 'the extension hypopg is not installed in the database' }
  if (row[2] !== 't') return { reason: `this role may not call hypopg in the schema ${quote(row[0] ?? '')}` }
  return { schema: quote(row[0] ?? ''), version: row[1] ?? '' }
}
