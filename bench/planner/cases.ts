import { type BenchTable, pick, type Random } from './tables.ts'

export type Kind = 'selective' | 'sort-avoiding' | 'partial' | 'join' | 'expression'
export const KINDS: readonly Kind[] = ['selective', 'sort-avoiding', 'partial', 'join', 'expression']

/** One index, and the statements that are planned without and with it. */
export interface BenchIndex {
  readonly kind: Kind
  readonly table: BenchTable
  readonly name: string
  readonly definition: string
  readonly statements: readonly string[]
}

/** What follows the table's name in CREATE INDEX, and normalized statements about a table T. Some the index helps, some it cannot. */
type Pool = readonly (readonly [definition: string, statements: readonly string[]])[]

const byUser = 'select * from T where user_id = $1'

const POOLS: Readonly<Record<Kind, Pool>> = {
  selective: [
    ['(user_id)', [byUser, 'select count(*) from T where user_id = $1', 'select user_id from T where user_id = $1', `${byUser} and status = $2`, 'select * from T where user_id in ($1 /*, ... */)',
      'select * from T where user_id = any($1)', 'select * from T where user_id > $1', 'select * from T where user_id between $1 and $2', 'delete from T where user_id = $1', 'update T set score = $1 where user_id = $2',
      'select user_id, count(*) from T group by user_id', `${byUser} or score = $2`]],
    ['(user_id, status)', [`${byUser} and status = $2`, 'select * from T where status = $1', byUser, `select count(*) from T where user_id = $1 and status = $2`]],
    ['(status)', ['select * from T where status = $1', 'select * from T where status = $1 and created_at > $2', 'select count(*) from T where status = $1', 'select status, count(*) from T group by status']],
    ['(code)', ['select * from T where code = $1', 'select * from T where code like $1', 'select * from T where code in ($1 /*, ... */)', 'select id from T where code = $1 and active', 'select * from T where lower(code) = $1']],
    ['(code text_pattern_ops)', ['select * from T where code like $1', 'select * from T where code = $1']],
    ['(created_at)', ['select * from T where created_at > $1', 'select * from T where created_at between $1 and $2', 'select * from T where created_at >= now() - interval $1', 'select * from T where created_at < $1 and active',
      'select count(*) from T where created_at >= $1 and created_at < $2', 'select * from T where created_at > now() - $1']],
    ['(score)', ['select * from T where score = $1', 'select * from T where score is null', 'select * from T where score is not null', 'select * from T where score > $1 and score < $2', 'select avg(score) from T where score > $1']],
    ['(kind)', ['select * from T where kind = $1', 'select count(*) from T where kind = $1 and user_id = $2']],
    ['(active)', ['select * from T where active', 'select * from T where not active', 'select * from T where active = $1', 'select count(*) from T where active']],
    ['(deleted_at)', ['select * from T where deleted_at is null', 'select * from T where deleted_at is not null', 'select * from T where deleted_at < $1']],
    ['(kind, created_at)', ['select * from T where kind = $1 and created_at > $2', 'select * from T where kind = $1', 'select * from T where created_at > $1 and created_at < $2']],
    ['(user_id) include (score)', ['select user_id, score from T where user_id = $1', byUser, 'select user_id, avg(score) from T group by user_id']],
    ['(status, user_id)', [`${byUser} and status = $2`, byUser, 'select * from T where status = $1']],
  ],
  'sort-avoiding': [
    ['(user_id, created_at)', [`${byUser} order by created_at desc limit $2`, `${byUser} order by created_at`, `${byUser} and status = $2 order by created_at desc limit $3`, 'select created_at from T where user_id = $1 order by created_at desc limit $2',
      'select max(created_at) from T where user_id = $1', 'select distinct on (user_id) * from T order by user_id, created_at desc', 'select * from T where user_id = any($1) order by created_at desc limit $2']],
    ['(user_id, created_at desc nulls last)', [`${byUser} order by created_at desc limit $2`, `${byUser} order by created_at desc nulls last limit $2`]],
    ['(user_id, created_at desc)', [`${byUser} order by created_at desc limit $2`, 'select distinct on (user_id) user_id, created_at from T order by user_id, created_at desc']],
    ['(created_at)', ['select * from T order by created_at desc limit $1', 'select * from T where status = $1 order by created_at desc limit $2', 'select * from T where active order by created_at limit $1', 'select * from T order by created_at desc limit $1 offset $2',
      'select * from T order by created_at desc', 'select * from T order by created_at desc, id desc limit $1', 'select max(created_at) from T', 'select * from T where created_at > $1 order by created_at limit $2',
      `${byUser} order by created_at desc limit $2`]],
    ['(created_at, id)', ['select * from T order by created_at desc, id desc limit $1', 'select * from T order by created_at, id desc limit $1', 'select * from T where (created_at, id) < ($1, $2) order by created_at desc, id desc limit $3']],
    ['(score desc)', ['select * from T order by score desc limit $1', 'select * from T order by score desc nulls last limit $1', 'select * from T where score is not null order by score desc limit $1']],
    ['(score desc nulls last)', ['select * from T order by score desc nulls last limit $1', 'select * from T order by score desc limit $1', 'select user_id, max(score) from T group by user_id order by 2 desc limit $1']],
    ['(status, created_at)', ['select * from T where status = $1 order by created_at desc limit $2', 'select * from T where status in ($1 /*, ... */) order by created_at desc limit $2', 'select distinct status from T', 'select * from T order by status, created_at']],
    ['(kind, score desc)', ['select * from T where kind = $1 order by score desc limit $2', 'select * from T where kind = $1 order by score limit $2', 'select * from T where kind = $1 order by score desc nulls last limit $2']],
    ['(code)', ['select * from T order by code limit $1', 'select code from T order by code', 'select * from T where code > $1 order by code limit $2']],
  ],
  partial: [
    ['(user_id) where active', [`${byUser} and active`, `${byUser} and active = $2`, byUser, 'select count(*) from T where user_id = $1 and active', `${byUser} and active is true`]],
    ['(created_at) where deleted_at is null', ['select * from T where deleted_at is null order by created_at desc limit $1', 'select * from T where deleted_at is null and created_at > $1', 'select * from T order by created_at desc limit $1']],
    ['(user_id, created_at) where deleted_at is null', [`${byUser} and deleted_at is null order by created_at desc limit $2`, `${byUser} order by created_at desc limit $2`, `select count(*) from T where user_id = $1 and deleted_at is null`]],
    ['(user_id) where deleted_at is not null', [`${byUser} and deleted_at is not null`, `${byUser} and deleted_at > $2`, byUser]],
    [`(user_id) where status = 's0'`, [`${byUser} and status = $2`, 'select * from T_open where user_id = $1', 'select count(*) from T_open']],
    [`(created_at) where kind = 'essay'`, ['select * from T where kind = $1 order by created_at desc limit $2', 'select * from T_essays order by created_at desc limit $1', 'select * from T_essays where created_at > $1']],
    ['(score) where score is not null', ['select * from T where score = $1', 'select * from T where score > $1', 'select * from T order by score desc limit $1', 'select * from T where score is not null order by score desc limit $1']],
    ['(created_at) where not active', ['select * from T where not active and created_at > $1', 'select * from T where not active order by created_at limit $1', 'select * from T where active = $1 order by created_at limit $2', 'select * from T where active and created_at > $1']],
    ['(code) where deleted_at is null and active', ['select * from T where code = $1 and deleted_at is null and active', 'select * from T where code = $1 and deleted_at is null']],
  ],
  join: [
    ['(user_id)', ['select u.name, t.note from users u join T t on t.user_id = u.id where u.email = $1', 'select t.* from T t join users u on u.id = t.user_id where t.status = $1 and u.id = $2', 'select * from users u where not exists (select from T t where t.user_id = u.id)',
      'select * from users u where u.id = $1 and exists (select from T t where t.user_id = u.id)', 'select u.name, count(*) from users u left join T t on t.user_id = u.id where u.name like $1 group by u.id', 'select count(*) from users u join T t on t.user_id = u.id',
      'select a.id, b.id from T a join T b on b.user_id = a.user_id and b.id > a.id where a.id = $1', 'select * from users where id in (select user_id from T where score > $1)']],
    ['(created_at)', ['select u.name, count(*) from users u join T t on t.user_id = u.id where t.created_at > $1 group by u.name', 'select t.*, u.name from T t join users u on u.id = t.user_id order by t.created_at desc limit $1',
      'select u.name, t.score from users u join T t on t.user_id = u.id where t.created_at between $1 and $2 order by t.score']],
    ['(kind, created_at)', ['select u.name, t.created_at from users u join T t on t.user_id = u.id where t.kind = $1 and t.created_at > $2', 'select u.email from T t join users u on u.id = t.user_id where t.kind = $1 order by t.created_at desc limit $2']],
    ['(user_id, created_at)', ['select u.name, l.created_at from users u cross join lateral (select created_at from T t where t.user_id = u.id order by created_at desc limit 1) l where u.email = $1',
      'select u.name, max(t.created_at) from users u join T t on t.user_id = u.id where u.id = any($1) group by u.name']],
  ],
  expression: [
    ['(lower(code))', ['select * from T where lower(code) = $1', 'select * from T where code = $1', 'select * from T order by lower(code) limit $1']],
    [`((score / 10))`, ['select * from T where score / 10 = 3', 'select count(*) from T where score / 10 = $1']],
  ],
} // prettier-ignore

/** How many indexes of each kind a table is asked about. */
const INDEXES: Readonly<Record<Kind, number>> = { selective: 7, 'sort-avoiding': 6, partial: 6, join: 2, expression: 1 }
const STATEMENTS = 3

/** The cases of one table: indexes and statements by chance, none twice. */
export function indexesFor(random: Random, table: BenchTable): readonly BenchIndex[] {
  return KINDS.flatMap((kind) =>
    some(random, POOLS[kind], INDEXES[kind]).map(([definition, statements], at): BenchIndex => {
      const name = `${table.name}_${kind.replace('-', '_')}_${at}`
      return {
        kind,
        table,
        name,
        definition: `create index ${name} on public.${table.name} ${withMethod(definition)}`,
        statements: some(random, statements, STATEMENTS).map((statement) => named(statement, table.name)),
      }
    }),
  )
}

const withMethod = (definition: string): string => `using btree ${definition}`

/** T and T_open stand for the table and its view. */
const named = (statement: string, table: string): string =>
  statement
    .split(' ')
    .map((word) => (word === 'T' || word.startsWith('T_') ? `${table}${word.slice(1)}` : word))
    .join(' ')

function some<T>(random: Random, values: readonly T[], count: number): readonly T[] {
  const left = [...values]
  const chosen: T[] = []
  while (left.length > 0 && chosen.length < count) {
    const value = pick(random, left)
    left.splice(left.indexOf(value), 1)
    chosen.push(value)
  }
  return chosen
}
