import { type Connection, rowsOf } from '../../../src/collect/connection.ts'
import type { IndexProof, ProofRequest } from '../../../src/index-proof.ts'

export const TABLE = { schema: 'public', name: 'attempts' }

/** Forty rows of each user, in no order; a tenth is not active. */
export async function fillScene(connection: Connection): Promise<void> {
  await connection.simple(`create type mood as enum ('calm', 'tense', 'torn "apart", {so to say}');
    create table attempts (id integer primary key, user_id integer not null, score integer, active boolean not null, mood mood not null,
      created_at timestamptz not null, note text not null);
    create table settings (id integer primary key, name text not null);
    create table untouched (id integer);
    create view active_attempts as select * from attempts where active;
    create view calm_attempts as select * from attempts where mood = 'calm';
    create view torn_attempts as select * from attempts where mood = 'torn "apart", {so to say}';
    create view high_attempts as select * from attempts where score = 90;
    create schema "Odd Place"; create table "Odd Place"."Table ""X""" ("Key Column" integer not null, "order" text);
    create table events (id integer not null, at timestamptz not null, kind integer not null) partition by range (id);
    create table events_1 partition of events for values from (0) to (10000);
    create table events_2 partition of events for values from (10000) to (20001);
    create index events_1_kind on events_1 (kind)`)
  await connection.simple(`select setseed(0.25);
    insert into attempts select n, 1 + floor(random() * 500), case when random() < 0.5 then floor(random() * 90) end, random() < 0.9,
      (enum_range(null::mood))[1 + floor(power(random(), 4) * 3)::int], timestamptz '2025-01-01' + make_interval(mins => n), md5(n::text)
    from generate_series(1, 20000) n;
    insert into settings select n, 'name ' || n from generate_series(1, 8) n;
    insert into "Odd Place"."Table ""X""" select n, 'x' || n from generate_series(1, 20000) n;
    insert into events select n, timestamptz '2025-01-01' + make_interval(mins => (n * 7919) % 20000), n from generate_series(1, 20000) n`)
  // What was inserted would otherwise be counted as changed since.
  if (await knowsFlush(connection)) await connection.simple('select pg_stat_force_next_flush()')
  for (const table of ['attempts', 'settings', '"Odd Place"."Table ""X"""', 'events'])
    await connection.simple(`vacuum analyze ${table}`)
}

/** PostgreSQL 15 and later. */
const knowsFlush = async (connection: Connection): Promise<boolean> =>
  (await rowsOf(connection, `select from pg_proc where proname = 'pg_stat_force_next_flush'`)).length > 0

/** What `create index candidate on attempts …` does for a statement. */
export const asks = (statement: string, keys: string, table = TABLE, on = 'attempts'): ProofRequest => ({
  statement,
  table,
  index: 'candidate',
  definition: `create index concurrently candidate on ${on} ${keys}`,
})

/** `Limit > Sort > Seq Scan`, or why there is no plan. */
export const shape = (proof: IndexProof | undefined): string => {
  if (!proof) return 'no proof'
  if (proof.outcome === 'not planned') return `not planned: ${proof.reason}`
  return proof.after.map(({ nodeType, index }) => (index === null ? nodeType : `${nodeType} ${index}`)).join(' > ')
}
