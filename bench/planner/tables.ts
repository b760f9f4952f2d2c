import type { Connection } from '../../src/collect/connection.ts'

export type Upkeep = 'vacuumed' | 'only analyzed' | 'changed since its vacuum'

export interface BenchTable {
  readonly name: string
  readonly rows: number
  readonly upkeep: Upkeep
  /** For a person who looks for the reason of a difference. */
  readonly shape: string
}

export type Random = () => number

/** mulberry32: the same numbers for the same seed, everywhere. */
export function randomFrom(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export const pick = <T>(random: Random, values: readonly T[]): T => values[Math.floor(random() * values.length)] as T

const USERS = 20_000
const SIZES = [1_000, 50_000, 300_000]
const UPKEEP: readonly Upkeep[] = ['vacuumed', 'only analyzed', 'changed since its vacuum']
/** What a session has counted reaches the statistics within a second; here, at the end of the transaction. */
const FLUSH = 'select pg_stat_force_next_flush()'
/** Indexes that are there before any candidate. */
const PRESENT = [
  '(status)',
  '(created_at)',
  '(user_id)',
  '(score)',
  '(kind, created_at)',
  '(code)',
  '(user_id) where deleted_at is null',
]

/** Makes tables of every size and upkeep whose distinct counts, correlations, widths and null fractions the seed decides. */
export async function fillTables(connection: Connection, seed: number): Promise<readonly BenchTable[]> {
  const random = randomFrom(seed)
  await connection.simple(`create type kind as enum ('essay', 'summary', 'aloud', 'dictation', 'image')`)
  await connection.simple(`create table users (id integer primary key, email text not null, name text not null);
    insert into users select n, 'user' || n || '@example.com', md5(n::text) from generate_series(1, ${USERS}) n`)
  await connection.simple('create unique index users_email on users (email)')
  await connection.simple(FLUSH)
  await connection.simple('vacuum analyze users')
  const tables: BenchTable[] = []
  for (const rows of SIZES) {
    for (const upkeep of UPKEEP) tables.push(await fillTable(connection, random, rows, upkeep, tables.length + 1))
  }
  return tables
}

async function fillTable(
  connection: Connection,
  random: Random,
  rows: number,
  upkeep: Upkeep,
  number: number,
): Promise<BenchTable> {
  const name = `attempts_${number}`
  const users = Math.max(5, Math.min(USERS, Math.round(rows / pick(random, [2, 10, 100, 2_000]))))
  const clustered = random() < 0.4
  // Of all users, or of those who came first.
  const apart = random() < 0.5 ? Math.floor(USERS / users) : 1
  const statuses = pick(random, [3, 6, 40])
  const active = pick(random, [0.5, 0.9, 0.99, 0.03])
  const deleted = pick(random, [0.02, 0.4, 0.95])
  const scored = pick(random, [0.05, 0.5, 0.98])
  const codeWidth = pick(random, [6, 20, 36])
  const codes = pick(random, [rows, rows / 3, rows / 40])
  const noteWidth = pick(random, [0, 60, 400])
  const changed = pick(random, [0.001, 0.01, 0.1])
  const timeOrder = pick(random, ['in order', 'nearly in order', 'at random'])
  const jitter = { 'in order': '0', 'nearly in order': `${rows / 10} * random()`, 'at random': `${rows * 10} * random()` }[
    timeOrder
  ]
  await connection.simple(`select setseed(${(random() * 2 - 1).toFixed(6)})`)
  await connection.simple(`create table ${name} (id integer not null, user_id integer not null, status text not null, kind kind not null,
      active boolean not null, score integer, code text not null, note text not null, created_at timestamptz not null, deleted_at timestamptz);
    insert into ${name} select n, 1 + ${apart} * ${clustered ? `(n::bigint * ${users} / ${rows + 1})` : `floor(random() * ${users})`},
      's' || floor(power(random(), 3) * ${statuses}), (enum_range(null::kind))[1 + floor(power(random(), 2) * 5)::int], random() < ${active},
      case when random() < ${scored} then floor(random() * 91) end, left(md5(floor(random() * ${Math.max(20, codes)})::text) || md5('x'), ${codeWidth}),
      left(repeat(md5(n::text), 13), ${noteWidth}), timestamptz '2025-01-01 00:00+00' + make_interval(secs => 60 * (n + ${jitter})),
      case when random() < ${deleted} then timestamptz '2025-06-01 00:00+00' + make_interval(secs => 1e6 * random()) end
    from generate_series(1, ${rows}) n`)
  await connection.simple(`alter table ${name} add primary key (id)`)
  const present = PRESENT.filter(() => random() < 0.2)
  for (const definition of present) await connection.simple(`create index on ${name} ${definition}`)
  await connection.simple(`create view ${name}_open as select * from ${name} where status = 's0'`)
  await connection.simple(`create view ${name}_essays as select * from ${name} where kind = 'essay'`)
  await connection.simple(FLUSH)
  if (upkeep !== 'only analyzed') await connection.simple(`vacuum ${name}`)
  if (upkeep === 'changed since its vacuum')
    await connection.simple(`update ${name} set score = score + 1 where random() < ${changed}`)
  await connection.simple(FLUSH)
  await connection.simple(`analyze ${name}`)
  const shape = [
    `${rows} rows, ${upkeep}, ${users} users ${apart} apart ${clustered ? 'in order' : 'at random'}, ${statuses} statuses, active ${active}, deleted ${deleted}`,
    `scored ${scored}, codes of ${codeWidth}, notes of ${noteWidth}, times ${timeOrder}, changed ${changed}, beside ${present.join(' ')}`,
  ].join(', ')
  return { name, rows, upkeep, shape }
}
