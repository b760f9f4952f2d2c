import type { Scene } from './planner.ts'

/** A column of every type of which constants are written in more than one way. */
const TABLE = `
drop table if exists answers cascade;
create extension if not exists citext;
create collation if not exists nd (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
drop type if exists mood cascade; create type mood as enum ('sad', 'ok', 'happy');
drop domain if exists posint cascade; create domain posint as integer check (value > 0);
drop domain if exists dtext cascade; create domain dtext as text;
drop domain if exists dbool cascade; create domain dbool as boolean;
create table answers (
  id integer not null,
  i integer, big bigint, num numeric, f8 double precision, s smallint, t text, v varchar(20), c char(5), ci citext, nd text collate nd,
  b boolean, bn boolean not null, e mood, d posint, dt dtext, db dbool, u uuid, ts timestamp, tz timestamptz, da date, arr int[], j jsonb, tc text collate "C",
  "isActive" boolean, "order" integer, "we""ird" integer, gen integer generated always as (id + 1) stored
);
insert into answers select n, n%91, n%91, n%91, n%91, n%91, 'k'||n%9, 'k'||n%9, 'k'||n%9, 'k'||n%9, 'k'||n%9, n%2=0, n%2=0,
 (array['sad','ok','happy'])[1+n%3]::mood, 1+n%91, 'k'||n%9, n%2=0, md5(n::text)::uuid, timestamp '2024-01-01' + make_interval(days=>n%365), timestamptz '2024-01-01' + make_interval(days=>n%365),
 date '2024-01-01' + n%365, array[n%5], jsonb_build_object('a', n%91), 'k'||n%9, n%2=0, n%91, n%91
from generate_series(1, 2000) n;
`

/** Each is asked as the query's condition of an index with each as its predicate. What follows from a constant false is left out. */
const CONDITIONS = [
  'i = 5', 'i = 5.0', 'i = 5::bigint', 'i > 5', 'i > 5.5', 'i > 5::bigint', 'i > -5', 'i > - 5', 'i >= 6', 'i = 1e1', 'i = 10', "i = '10'", "i > '5'",
  'i <> 5', 'not i = 5', 'i in (1,2,3)', 'i not in (1,2,3)', 'i = any(array[1,2])', "i = any('{1,2}'::int[])", "i = any('{1,2}')",
  'i in (1,2) or i = 3', 'i is distinct from 5', 'i is not distinct from 5', 'not (i is distinct from 5)', 'i = null', 'i <> null', 'i is null',
  'i is not null', 'not (i is null)', '5 = i', '5 < i', 'i between 1 and 10', 'i not between 1 and 10', 'i between symmetric 10 and 1',
  'not (i > 5 or i < 3)', 'not (i > 5 and b)', "i > 5 and (b or t = 'x')", "(i > 5 and b) or (i > 5 and t = 'x')", 'i + 1 > 5', 'i = 2 + 3',
  'coalesce(i, 0) > 5', 'case when b then i else 0 end > 5', 'abs(i) > 5', 'i > all(array[1,2])', 'i > any(array[1,2])', '(i, s) = (1, 2)',
  '(i, s) > (1, 2)', 'i = 1 and s = 2', 'i = 2147483648', 'i < 3000000000', 'big = 9007199254740993', 'big <> 9007199254740992',
  'big = 9007199254740992', 'big > 5', 'big > 9007199254740992', 'big > 9007199254740993', 'big >= 6', 'big = 5', 'num > 5', 'num > 5.0', 'num > 5.00',
  'num > 5.5', 'num > 1e400', 'num > 10e399', 'num = 1e400', 'num <> 10e399', 'num <> 1e401', 'num > 0.1', 'num > 0.10000000000000000001', 'num = 5',
  'num is not null', 'num <> 0', 'f8 > 5', 'f8 > 5.5', 'f8 > 0.1', "f8 > '0.1'", 's > 5', 's = 5', 's = 5::smallint', 's >= 5', 's is not null',
  "t = 'a'", "t = 'a'::text", "t = 'a'::varchar", "t <> 'b'", "t <> 'a'", "t in ('a','b')", "t like 'a%'", "t ~~ 'a%'", "t ilike 'a%'", "t ~ '^a'",
  "t not like 'a%'", "t > 'a'", "t > 'b'", "t >= 'b'", "t < 'a'", "t <= 'a'", "t >= 'a'", 't is not null', "lower(t) = 'a'", 'lower(t) is not null',
  'length(t) > 5', "coalesce(t, '') = 'a'", "coalesce(t, '') <> ''", `t = 'a' collate "C"`, "t || 'x' = 'ax'", "t || 'x' is not null",
  "t similar to 'a%'", "starts_with(t, 'a')", "t = ''", "t <> ''", "nullif(t, '') is not null", "upper(t) = 'A'", "v = 'a'", "v::text = 'a'",
  "v = 'a'::varchar", "v = 'a'::varchar(20)", "v in ('a','b')", "v <> 'b'", 'v is not null', 'length(v) > 5', "v like 'a%'", "lower(v) = 'a'",
  "v in ('a', 'b', 'c')", "v = any(array['a','b'])", "v = any(array['a','b']::text[])", "v not in ('b','c')", "c = 'a'", "c = 'a    '", "c <> 'a'",
  "c <> 'a '", "c <> 'b'", "c in ('a','b')", "c::text = 'a'", "c = 'a'::text", "c like 'a%'", 'c is not null', "ci = 'a'", "ci = 'A'", "ci <> 'A'",
  "ci <> 'b'", "ci in ('a','b')", "ci = 'a'::text", "ci::text = 'a'", "ci::text = 'A'", 'ci is not null', "nd = 'a'", "nd = 'A'", "nd <> 'A'",
  "nd <> 'b'", "nd in ('a','b')", 'nd is not null', "tc = 'a'", "tc <> 'b'", "tc > 'a'", "tc > 'b'", 'b', 'b = true', "b = 't'", "b = 'yes'",
  "b = 'on'", 'b is true', 'b is not true', 'b is not false', 'not b', 'b = false', 'b is false', 'b is not null', 'b is null', 'b is unknown',
  'b is not unknown', 'b <> true', 'b <> false', 'not (b = false)', 'b = bn', 'b and bn', 'b or bn', 'not (b or bn)', 'b is distinct from true',
  'b is not distinct from true', 'b is distinct from false', 'true = b', 'b::int = 1', 'coalesce(b, false)', 'coalesce(b, false) = true',
  'not coalesce(b, false)', 'b = true and true', 'b > false', 'b >= true', 'b in (true)', 'b in (true, false)', 'b = (1 = 1)', "b = '1'", 'b = null',
  'bn', 'bn = true', 'bn is not null', 'not bn', 'bn is true', 'db', 'db = true', 'not db', "e = 'sad'", "e = 'sad'::mood", "e <> 'sad'", "e <> 'ok'",
  "e in ('sad','ok')", "e = any(array['sad','ok']::mood[])", "e > 'sad'", "e > 'ok'", "e <> 'happy'", 'e is not null', 'd > 5', 'd > 6', 'd = 7',
  'd::int > 5', 'd is not null', "dt = 'a'", "dt <> 'b'", "dt::text = 'a'", 'dt is not null', "u = '00000000-0000-0000-0000-000000000001'",
  "u = '00000000-0000-0000-0000-000000000001'::uuid", "u = '{00000000-0000-0000-0000-000000000001}'", "u = '00000000000000000000000000000001'",
  "u <> '00000000-0000-0000-0000-00000000000a'", "u <> '00000000-0000-0000-0000-00000000000A'", "u = '00000000-0000-0000-0000-00000000000A'",
  'u is not null', "ts > '2024-01-01'", "ts > '2024-01-01'::timestamp", "ts > timestamp '2024-01-01 00:00:00'", "ts > '2024-01-02'",
  "ts > '2024-01-01'::date", "ts > date '2024-01-01'", "ts >= '2024-01-01'", "ts = '2024-01-01'", "ts <> '2024-01-01 00:00'", "ts <> '2024-01-01'",
  'ts is not null', 'ts is null', "date_trunc('day', ts) = '2024-01-01'", "date_part('year', ts) = 2024",
  "ts::date = '2024-01-01'", "ts > '-infinity'", "ts < 'infinity'", "tz > '2024-01-01+00'", "tz > '2024-01-01 00:00:00+00'",
  "tz > '2024-01-01 01:00+01'", "tz = '2024-01-01 00:00+00'", "tz <> '2024-01-01 01:00+01'", 'tz is not null', "da > '2024-01-01'",
  "da > date '2024-01-01'", "da > '2024-01-02'", "da = '2024-01-01'", "da >= '2024-01-01'", "arr = '{1}'", 'arr = array[1]', "arr @> '{1}'",
  'arr @> array[1]', "arr && '{1}'", '1 = any(arr)', 'arr is not null', 'cardinality(arr) > 0', 'arr[1] = 1', 'arr[1] = 2', 'arr[1] is not null',
  "arr <> '{}'", 'array_length(arr, 1) > 0', "j ->> 'a' = '5'", "(j ->> 'a')::int > 5", "(j ->> 'a')::int > 6", "(j ->> 'a')::numeric > 5",
  "j ->> 'a' is not null", "j -> 'a' ->> 'b' = 'x'", "j #>> '{a,b}' = 'x'", "j #>> array['a','b'] = 'x'", "j ? 'a'", `j @> '{"a": 1}'`,
  `j @> '{"a":1}'`, `j @> '{"a":1}'::jsonb`, "j ->> 'a' <> '6'", 'j is not null', '"isActive"', '"isActive" = true', 'not "isActive"', '"order" > 5',
  '"order" > 6', '"we""ird" > 5', '"we""ird" is not null', 'gen > 5', 'gen > 6', 'true', 'not false', '1 = 1', 'i > 5 or true', 'i > 5 and true',
  "t = 'a' or false", 'not (not (i > 5))', 'i = 5 or i = 6', 'i = 6 or i = 5', '(i = 5 or i = 6) and b', 'i = 5 and b or i = 6 and b', 'i::bigint = 5',
  "i::text = '5'", 'i::numeric > 5', 'cast(i as numeric) > 5.5', 'i % 2 = 0', 'mod(i, 2) = 0', '-i > 5', 'i = -5', 'i = (-5)', "i > '-5'::int",
  'i > -5::int', 'big = -5', 'num = -5.5', 'num > -5.5', 'num > - 5.5', 'f8 > -5.5', 'greatest(i, 5) > 5', 'i is not null and t is not null',
  'i is not null or t is not null', 'num_nonnulls(i, t) = 2', "t is not null and t <> ''", 'i is not null and i > 5',
] // prettier-ignore

const long = (count: number): string => `i in (${Array.from({ length: count }, (_, at) => at).join(', ')})`

/** The planner takes lists of up to a hundred apart. */
const conditions = [...CONDITIONS, long(100), long(101), 'i in (1, 2, 3, 4)', 'i < 200']

/** Whether one condition proves another is all that decides here: the key is the primary key's own column. */
export const conditionsScene: Scene = {
  table: TABLE,
  types: {},
  definitions: conditions.map((condition) => `(id) where ${condition}`),
  accesses: conditions.map((where) => ({ equal: [], order: ['id'], where, unique: false, method: 'btree' })),
}
