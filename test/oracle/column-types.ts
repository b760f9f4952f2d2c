import type { IndexParams } from '../../src/checks/index-access.ts'
import { quote } from '../../src/identifier.ts'
import { ROWS } from './ask-planner.ts'
import type { Scene } from './planner.ts'

/** Types that borrow another's operators, collations, and names that have to be quoted. The first column was dropped. */
const TABLE = `
drop table if exists answers cascade;
create extension if not exists citext; create extension if not exists btree_gin; create extension if not exists btree_gist; create extension if not exists pg_trgm;
create collation if not exists nd (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
drop type if exists mood cascade; create type mood as enum ('sad', 'ok', 'happy');
drop domain if exists dtext cascade; create domain dtext as text;
drop domain if exists dcol cascade; create domain dcol as text collate "C";
create table answers (
  dropped int, id integer not null,
  t text, v varchar(20), c char(5), ci citext, nd text collate nd, tc text collate "C", u uuid, big bigint, num numeric, tz timestamptz not null, da date, e mood, dt dtext, dc dcol, b boolean, bn boolean not null, arr int[], j jsonb, ip inet,
  "userId" text not null, "order" integer, "we""ird" integer, "user" text, "ÜmlautÉ" text,
  ta tsvector, r int4range, gen text generated always as (lower("userId")) stored
);
alter table answers drop column dropped;
insert into answers select n, 'k'||h%200, 'k'||h%200, h%200, 'k'||h%200, 'k'||h%200, 'k'||h%200, md5((h%200)::text)::uuid, h%200, h%200, timestamptz '2024-01-01' + make_interval(mins=>h2%300000), date '2024-01-01' + h2%200,
 (array['sad','ok','happy'])[1+h%3]::mood, 'k'||h%200, 'k'||h%200, h%2=0, h%2=0, array[h%200], jsonb_build_object('a', h2%91, 'b', jsonb_build_object('c', h2%91)), ('10.0.0.'||h%200)::inet, 'u'||h%200, h%200, h2%91, 'u'||h%200, 'u'||h%200, 'a', int4range(h%200, h%200+1)
from (select n, ('x' || substr(md5(n || 'a'), 1, 7))::bit(28)::int h, ('x' || substr(md5(n || 'b'), 1, 7))::bit(28)::int h2 from generate_series(1, ${ROWS}) n) x;
create statistics if not exists s1 on t, big from answers;
`

const TYPES: Readonly<Record<string, string>> = {
  c: 'char(5)', ci: 'citext', u: 'uuid', big: 'bigint', num: 'numeric', da: 'date', e: 'mood', b: 'boolean', bn: 'boolean', ip: 'inet', order: 'integer',
  v: 'varchar', '(length(t))': 'integer', '(da + 1)': 'date', '(abs("order"))': 'integer', arr: 'int[]',
} // prettier-ignore

const COLUMNS = [
  't',
  'v',
  'c',
  'ci',
  'nd',
  'tc',
  'u',
  'big',
  'num',
  'da',
  'e',
  'dt',
  'dc',
  'userId',
  'order',
  'user',
  'ÜmlautÉ',
  'gen',
  'b',
  'bn',
  'ip',
]

const EXPRESSIONS = [
  'lower("userId")', 'lower(v)', 'lower(t)', 'lower(v::text)', 'lower(ci)', 'lower(ci::text)', 'lower(c)', "t || 'x'", "j ->> 'a'", "j #>> '{b,c}'", "(j -> 'b') ->> 'c'", "j -> 'b' ->> 'c'",
  "(j ->> 'a')::int", "cast(j ->> 'a' as integer)", "coalesce(t, '')", 'length(t)', 't::varchar(3)', 't::char(3)', 'b is true', 'not b', 't is null', "date_part('year', da)", 'da + 1', '"order" + 1', 'abs("order")', 'md5(t)',
  "nullif(t, '')", 'substring(t from 1 for 2)', 'substr(t, 1, 2)', 'trim(t)', 'btrim(t)', "tz at time zone 'UTC'", "timezone('UTC', tz)", '"we""ird" % 10', 'greatest("order", 5)', 'num::numeric(5,2)', 'num::numeric(6,2)', 'arr[1]', "t like 'a%'", '-"order"',
] // prettier-ignore

const OPERATOR_CLASSES = [
  't text_pattern_ops', 't varchar_pattern_ops', 't bpchar_pattern_ops', 't varchar_ops', 'v bpchar_pattern_ops', 'v text_pattern_ops', 'c bpchar_pattern_ops', 'ci citext_pattern_ops', 'ci text_ops', 'ip cidr_ops', 'e enum_ops',
  't collate "C"', 't collate "default"', 't collate nd', 'nd collate "C"', 'nd collate "default"', 'tc collate "default"', 'tc collate "C"', 'dc collate "default"', 'dt collate "C"', 'v collate "POSIX"', 'lower(nd)',
] // prettier-ignore

const PREDICATES = [
  'b',
  'not b',
  'b is true',
  'b is not null',
  'bn',
  'bn is not null',
  'big = 5',
  'big in (5, 6)',
  'big is null',
  "t = 'a'",
  "lower(v) = 'a'",
  "e = 'sad'",
  'big = 5.5',
  'b and bn',
  'tz is not null',
]

const rule = (params: Partial<IndexParams>): IndexParams => ({ equal: [], order: [], unique: false, method: 'btree', ...params })

/** Conditions that fix a column, beside a search and a sort that name it too. */
const conditional = (): IndexParams[] => [
  rule({ equal: ['b'], where: 'b = true' }),
  rule({ equal: ['t'], order: ['b desc', 'tz'], where: 'b' }),
  rule({ order: ['b', 'tz'], where: 'b' }),
  rule({ equal: ['t'], order: ['b', 'tz'], where: 'b is true' }),
  rule({ equal: ['t'], order: ['e', 'tz'], where: "e = 'sad'" }),
  rule({ equal: ['t'], order: ['big', 'tz'], where: 'big = 5' }),
  rule({ equal: ['t'], order: ['big', 'tz'], where: 'big is null' }),
  rule({ equal: ['t'], order: ['b', 'tz'], where: 'b and big = 5' }),
  rule({ equal: ['t'], order: ['big', 'tz'], where: 'b and big = 5' }),
  ...['b is false', 'b is not true', 'big = id'].map((where) => rule({ equal: ['t'], order: ['tz'], where })),
  ...['big in (5, 6)', 'b and bn', 'bn is not null', "lower(v) = 'a'", '(big, num) = (1, 2)', 'big = 1 or big = 2', '(big = 5 and b) or (big = 5 and bn)', 'big = 5.5'].map((where) => rule({ equal: ['t'], order: ['tz'], where })),
  ...["t = 'a'", "c = 'a'", 'not b', 'b', 'b is not null', 'bn is not null', "t = 'a' and v = 'b'"].map((where) => rule({ order: ['tz'], where })),
] // prettier-ignore

export const columnTypesScene: Scene = {
  table: TABLE,
  types: TYPES,
  definitions: [
    ...COLUMNS.map(quote).flatMap((c) => [`(${c})`, `(${c} desc nulls last, tz desc)`, `(tz, ${c})`]),
    ...OPERATOR_CLASSES.flatMap((key) => [`(${key})`, `(${key}, tz)`]),
    ...EXPRESSIONS.flatMap((expression) => [`((${expression}))`, `((${expression}) desc nulls last)`]),
    ...['t, b, tz', 'b, t, tz', 't, tz, b', 't, e, tz', 't, big, tz', 't, big desc, tz', 'b, tz', 'b desc, tz', 't, v, tz', 'v, t, tz', 't, t, tz', 't, tz, t', 't, lower(v), tz', 't, big, num, tz', 't desc, tz, big desc'].map((keys) => `(${keys})`),
    ...PREDICATES.flatMap((predicate) => [`(tz) where ${predicate}`, `(t, tz) where ${predicate}`, `(t, b, tz) where ${predicate}`, `(t, big, tz) where ${predicate}`, `(b, tz) where ${predicate}`]),
    'using gin (arr)', 'using gin (arr, big)', 'using gin (t gin_trgm_ops)', 'using hash (ci)', 'using gist (big)',
  ], // prettier-ignore
  accesses: [
    ...COLUMNS.flatMap((column) => [rule({ equal: [column] }), rule({ equal: [column], order: ['tz desc'] })]),
    ...['t', 'nd', 'ci', 'c', 'tc', 'e', 'dc', 'order', 'user'].flatMap((column) =>
      ['', ' desc', ' nulls first'].map((direction) => rule({ order: [column + direction] })),
    ),
    ...EXPRESSIONS.map((expression) => rule({ order: [`(${expression}) desc`] })),
    ...['lower("userId")', 'lower(t)', "j ->> 'a'", 'lower(v)', 'lower(ci::text)', 'length(t)', 'da + 1', "coalesce(t, '')", 'abs("order")', 't'].map((expression) => rule({ equal: [`(${expression})`] })),
    ...['(t collate "C")', '(tc collate "default")', '(nd collate "C")', '(tc collate "C")'].flatMap((key) => [rule({ equal: [key] }), rule({ equal: [key], order: ['tz'] }), rule({ order: [`${key} desc`] })]),
    rule({ equal: ['t'], order: ['tz', 'tz desc'] }),
    rule({ equal: ['t'], order: ['t desc', 'tz'] }),
    rule({ order: ['t desc', 'tz', 'big desc'] }),
    rule({ equal: ['arr'], method: 'gin' }),
    ...conditional(),
  ], // prettier-ignore
}
