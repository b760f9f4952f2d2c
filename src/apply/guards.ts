import { type Connection, rowsOf } from '../collect/connection.ts'
import { GUARDS } from '../fix/guards.ts'

/**
 * Two guards do something else in a run. `retry` only runs its statement: the run itself tries again, outside the transaction, tells who
 * is in front and can be stopped. An index that is there and only lacks its comment is told from one that is not there, since a rollback
 * must leave it when no run has made it.
 */
const INSTEAD: readonly string[] = [
  `create or replace procedure pg_temp.retry(action text, about text, tries integer default 30) language plpgsql as
$$ begin execute action; end $$`,
  `create or replace function pg_temp.commented_state(state text, schema_name text, index_name text, comment text) returns text
language sql set search_path = '' as $$
  select case when state = 'same' and obj_description(pg_temp.oid_of(schema_name, index_name), 'pg_class') is distinct from comment
    then 'uncommented' else state end
$$`,
]

/** What the guard of a step says. */
export type State =
  { readonly kind: 'absent' | 'same' | 'invalid' | 'uncommented' } | { readonly kind: 'in the way'; readonly reason: string }

/** Makes the guards in this session. */
export const makeGuards = (connection: Connection): Promise<void> => connection.simple([...GUARDS, ...INSTEAD].join(';\n'))

/** Asks a step's guard. */
export async function stateOf(connection: Connection, state: string): Promise<State> {
  const [row] = await rowsOf(connection, `select ${state}`)
  const text = row?.[0] ?? ''
  if (text === 'absent' || text === 'same' || text === 'invalid' || text === 'uncommented') return { kind: text }
  return { kind: 'in the way', reason: text }
}
