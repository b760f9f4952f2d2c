import { type Connection, rowsOf } from '../collect/connection.ts'
import type { Plan } from '../fix/step.ts'
import { literal, qualified, quote } from '../identifier.ts'

/** Tables that the plan finds, not those it makes: each with its owner and the columns that statements of the plan name. */
export async function tableProblems(connection: Connection, { requires }: Plan): Promise<string[]> {
  const problems: string[] = []
  for (const { table, columns } of requires) {
    const name = qualified(table)
    const [row] = await rowsOf(
      connection,
      `select pg_has_role(c.relowner, 'usage'), pg_get_userbyid(c.relowner), current_user,
         (select json_agg(a.attname) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = ${literal(table.schema)} and c.relname = ${literal(table.name)} and c.relkind in ('r', 'p') -- tables, partitioned tables`,
    )
    if (!row) {
      problems.push(`There is no table ${name} any more: make the plan again from this database.`)
      continue
    }
    const [may, owner, role, names] = row
    if (may !== 't')
      problems.push(
        `Role ${role} does not own ${name}: run apply as ${owner}, or grant ${quote(owner ?? '')} to ${quote(role ?? '')};`,
      )
    const there = new Set(JSON.parse(names ?? '[]') as string[])
    const gone = columns.filter((column) => !there.has(column))
    if (gone.length > 0)
      problems.push(
        `${name} has no column ${gone.map(quote).join(', ')} any more (renamed?): make the plan again from this database.`,
      )
  }
  return problems
}

/** Tables whose rows are filled, and that logical replication keeps from being updated (manual, 29.1: replica identity). */
export async function publicationProblems(connection: Connection, { steps }: Plan): Promise<string[]> {
  const filled = steps.flatMap((step) => (step.kind === 'backfill' ? [literal(qualified(step.table)).trim()] : []))
  if (filled.length === 0) return []
  const rows = await rowsOf(
    connection,
    `select distinct c.oid::regclass::text, p.pubname
     from unnest(array[${filled.join(', ')}]) as filled (name) join pg_class c on c.oid = filled.name::regclass
       join pg_publication_tables t on t.schemaname = c.relnamespace::regnamespace::name and t.tablename = c.relname
       join pg_publication p on p.pubname = t.pubname and p.pubupdate
     where c.relreplident = 'n' -- nothing
       or c.relreplident = 'd' and not exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary) -- default: the primary key
       or c.relreplident = 'i' and not exists (select from pg_index i where i.indrelid = c.oid and i.indisreplident) -- an index that is gone
     order by 1, 2`,
  )
  return rows.map(
    ([table, publication]) =>
      `Rows of ${table} cannot be updated while publication ${publication} has it without a replica identity: alter table ${table} replica identity full, or give it a primary key.`,
  )
}

/** The guards of objects that stand in a schema by their name; a column or a constraint needs the table's owner only. */
const NAMED = ['index_state', 'table_state', 'function_state'].map((guard) => `pg_temp.${guard}(`)

/** Schemas of the plan's tables in which the role may not create what the plan makes there. */
export async function schemaProblems(connection: Connection, { requires, steps }: Plan): Promise<string[]> {
  const creates = steps.some((step) => step.kind === 'definition' && NAMED.some((guard) => step.state.includes(guard)))
  if (!creates) return []
  const schemas = [...new Set(requires.map(({ table }) => table.schema))].toSorted()
  const rows = await rowsOf(
    connection,
    `select n.nspname, current_user from pg_namespace n where n.nspname in (${['', ...schemas].map((schema) => literal(schema)).join(', ')})
     and not has_schema_privilege(n.oid, 'create') order by 1`,
  )
  return rows.map(
    ([schema, role]) =>
      `Role ${role} may not create objects in schema ${schema}: grant create on schema ${quote(schema ?? '')} to ${quote(role ?? '')};`,
  )
}
