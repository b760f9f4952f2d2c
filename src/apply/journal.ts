import { createHash } from 'node:crypto'
import { type Connection, rowsOf } from '../collect/connection.ts'
import type { Plan } from '../fix/step.ts'
import { literal } from '../identifier.ts'

/** Where a run keeps what it has done, in the database that it changes: it is there after whatever ended the run. */
export const JOURNAL_SCHEMA = 'pte_db_audit'
const TABLE = `${JOURNAL_SCHEMA}.applied_steps`

/** `running`: begun, perhaps broken off. `done`: made by a run. `found`: it was there before, so a rollback leaves it. */
export type Progress = 'running' | 'done' | 'found'

export interface Entry {
  readonly state: Progress
  /** The last key of a backfill that is behind it, as text; null before its first batch. */
  readonly position: readonly string[] | null
  /** Rows that a backfill has looked at, and those of them that it has filled. */
  readonly passed: number
  readonly filled: number
}

export interface Journal {
  readonly entries: () => Promise<ReadonlyMap<string, Entry>>
  /** Whether another plan of the same name has entries: an earlier version of this one. */
  readonly hasOtherVersion: () => Promise<boolean>
  /** A statement, to be sent alone or within the transaction of the step it speaks of. */
  readonly record: (step: string, state: Progress) => string
  /** A statement that does a batch, records it, and returns how many rows it has filled. */
  readonly recordBatch: (step: string, update: string, position: readonly string[] | null, passed: number) => string
  readonly forget: (step: string) => string
  /** Removes what `ensureJournal` has made, when no plan has an entry any more. */
  readonly dropIfEmpty: () => Promise<void>
}

/** What the plan makes, whatever its proof and its date: the same steps under the same name are the same plan. */
const planKey = ({ name, steps }: Plan): string =>
  `${name} ${createHash('sha256').update(JSON.stringify(steps)).digest('hex').slice(0, 16)}`

/** By the catalog, which shows it to roles that may not enter its schema too. */
const OID = `(select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = '${JOURNAL_SCHEMA}' and c.relname = 'applied_steps')`

export async function hasJournal(connection: Connection): Promise<boolean> {
  const [row] = await rowsOf(connection, `select ${OID} is not null`)
  return row?.[0] === 't'
}

/** Makes the journal's table where it is not there yet. Its owner is whoever applies first. */
export async function ensureJournal(connection: Connection): Promise<void> {
  if (await hasJournal(connection)) return
  await connection.simple(
    `create schema if not exists ${JOURNAL_SCHEMA};
create table if not exists ${TABLE} (
  plan text not null,
  step text not null,
  state text not null check (state in ('running', 'done', 'found')),
  position text[],
  passed bigint not null default 0,
  filled bigint not null default 0,
  started_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  primary key (plan, step)
)`,
  )
}

/** What the role lacks to keep the journal, one sentence each. */
export async function journalProblems(connection: Connection): Promise<string[]> {
  const [row] = await rowsOf(
    connection,
    `select current_user, (select bool_and(has_table_privilege(${OID}, needed))
        from unnest(array['select', 'insert', 'update', 'delete']) needed),
      has_schema_privilege(n.oid, case when ${OID} is null then 'create' else 'usage' end)
     from pg_namespace n where n.nspname = '${JOURNAL_SCHEMA}'`,
  )
  const [role, writes, enters] = row ?? []
  if (writes !== 'f' && enters !== 'f') return []
  return [`Role ${role} may not write to ${TABLE}, where the role that applied first records what is done: use that role.`]
}

export function journalOf(connection: Connection, plan: Plan): Journal {
  const key = literal(planKey(plan))
  return {
    entries: async () => {
      const rows = await rowsOf(
        connection,
        `select step, state, to_json(position), passed, filled from ${TABLE} where plan = ${key} order by step`,
      )
      return new Map(
        rows.map(([step, state, position, passed, filled]) => [
          step ?? '',
          {
            state: state as Progress,
            position: position ? (JSON.parse(position) as string[]) : null,
            passed: Number(passed),
            filled: Number(filled),
          },
        ]),
      )
    },
    hasOtherVersion: async () => {
      const name = literal(`${plan.name} `)
      const others = `select from ${TABLE} where plan <> ${key} and left(plan, -16) = ${name} and state <> 'found'`
      const [row] = await rowsOf(connection, `select exists (${others})`)
      return row?.[0] === 't'
    },
    record: (step, state) =>
      `insert into ${TABLE} as a (plan, step, state, finished_at) values (${key}, ${literal(step)}, '${state}', ${finished(state)}) ` +
      `on conflict (plan, step) do update set state = excluded.state, finished_at = excluded.finished_at`,
    recordBatch: (step, update, position, passed) =>
      `with filled as (${update} returning 1), counted as (select count(*) as rows from filled) ` +
      `update ${TABLE} as a set position = ${textArray(position)}, passed = a.passed + ${passed}, filled = a.filled + counted.rows ` +
      `from counted where a.plan = ${key} and a.step = ${literal(step)} returning counted.rows`,
    forget: (step) => `delete from ${TABLE} where plan = ${key} and step = ${literal(step)}`,
    dropIfEmpty: async () => {
      const [row] = await rowsOf(connection, `select exists (select from ${TABLE})`)
      if (row?.[0] === 't') return
      // Not with CASCADE: what else somebody keeps in that schema stays, and the schema with it.
      await connection.simple(`drop table ${TABLE}`)
      await connection.simple(`drop schema ${JOURNAL_SCHEMA}`).catch(() => undefined)
    },
  }
}

const finished = (state: Progress): string => (state === 'running' ? 'null' : 'clock_timestamp()')

const textArray = (values: readonly string[] | null): string =>
  values === null ? 'null' : `array[${values.map((value) => literal(value)).join(', ')}]::text[]`
