import type { IndexParams } from '../../src/checks/index-access.ts'
import { referencedColumns } from '../../src/sql/referenced-columns.ts'
import type { Scene } from './planner.ts'

/** A column of every type of which constants are written in more than one way. */
const TABLE = `
drop table if exists answers cascade;
create extension if not exists citext;
create collation if not exists nd (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
drop type if exists mood cascade; create type mood as enum ('sad', 'ok', 'happy');
drop domain if exists posint cascade; create domain posint as integer check (value > 0);
drop domain if exists dtext cascade; create domain dtext as text;
drop type if exists "Mood" cascade; create type "Mood" as enum ('z', 'Y y', 'a');
drop domain if exists dcol cascade; create domain dcol as text collate "C";
drop domain if exists dbool cascade; create domain dbool as boolean;
create table answers (
  id integer not null,
  i integer, big bigint, num numeric, f8 double precision, s smallint, t text, v varchar(20), c char(5), ci citext, nd text collate nd,
  b boolean, bn boolean not null, e mood, d posint, dt dtext, db dbool, u uuid, ts timestamp, tz timestamptz, da date, arr int[], j jsonb, tc text collate "C",
  f4 real, n5 numeric(5,2), iv interval, ti time, by bytea, ip inet, va varchar[], ta text[], px text collate "POSIX", dc dcol, en "Mood",
  "isActive" boolean, "order" integer, "we""ird" integer, gen integer generated always as (id + 1) stored
);
insert into answers select n, n%91, n%91, n%91, n%91, n%91, 'k'||n%9, 'k'||n%9, 'k'||n%9, 'k'||n%9, 'k'||n%9, n%2=0, n%2=0,
 (array['sad','ok','happy'])[1+n%3]::mood, 1+n%91, 'k'||n%9, n%2=0, md5(n::text)::uuid, timestamp '2024-01-01' + make_interval(days=>n%365), timestamptz '2024-01-01' + make_interval(days=>n%365),
 date '2024-01-01' + n%365, array[n%5], jsonb_build_object('a', n%91), 'k'||n%9,
 n%91, n%91, make_interval(days => n%91), time '00:00' + make_interval(mins => n%91), decode(md5(n::text), 'hex'), '10.0.0.1', array['k'||n%9], array['k'||n%9], 'k'||n%9, 'k'||n%9, 'z',
 n%2=0, n%91, n%91
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
  'i = i', 'i <> i', 'i >= i', 'id = id', 'b = b', 'bn = bn', 'v = v', 'v::text = v', 'nd = nd', 'i = i and b', 'i + 1 = i + 1', 'i is distinct from i', 'i is not distinct from i',
  'v::text is not null', 'v::varchar is not null', 't::text is not null', 't::varchar is not null', 'c::text is not null', 'c::bpchar is not null', 'ci::text is not null',
  'd::int is not null', 'd::integer = 7', 'dt::text is not null', 'db::bool is not null', 'tz::timestamptz is not null', 'ts::timestamp is not null', 'i::int is not null',
  'i::int4 > 5', 'i::bigint is not null', 'b::bool', 'b::boolean is not null', "v::varchar = 'a'", "v::varchar(20) = 'a'", "v::varchar(3) = 'a'", "t::varchar(3) = 'a'", 'v::varchar(3) is not null',
  'num::numeric > 5', 'num::numeric(5,2) > 5', 'j::jsonb is not null', 'v is null', 'v::text is null', 't::text is null', 'i + 1 is not null', 'i + 1 is null', 'lower(v) is not null', 'lower(v::text) is not null',
] // prettier-ignore

/** Constants of every type in every notation, casts, strict functions, rows and lists. */
const MORE = [
  'f8 >= 0.10000000000000000001', 'f8 > 0.10000000000000000001', 'f8 >= 0.1', "f8 = 'NaN'", "f8 > 'Infinity'", "f8 > '-Infinity'", "f8 < 'NaN'", "f8 <> 'NaN'", "f8 > 9007199254740993", 'f8 >= 9007199254740992',
  'f4 > 0.1', "f4 > '0.1'", "f4 >= '0.1'", 'f4 >= 0.1', 'f4 > 5', 'f4 > 6', "f4 = '0.1'::real", "num = 'NaN'", "num > 'NaN'", "num <> 'NaN'", 'n5 > 5', 'n5 > 5.5', 'n5::numeric > 5', 'n5::numeric is not null', 'n5::numeric(5,2) > 5', 'n5::numeric(6,2) > 5', 'n5 is not null',
  'i > 5 + 1', 'i > 2 * 3', 'i > 10 - 4', 'i > 7 / 2', 'i > 3', 'i = 2147483647 + 0', 'big > 2147483648 + 1', 'big > 2147483649', 'num > 0.5 + 0.5', 'num > 1', '2 > 1', '2 < 1 or i > 5', "i > length('abc')", "t = lower('A')", "t = 'a' || 'b'", "t = 'ab'", "t = upper('a')", "'a' = 'a'", "i = '5'::integer", 'i > (5)', 'i > +5', 'i in (1, null)', 'i = any(array[1, null])', 'i in (1, 2, null)', 'i in (5, 5)', 'i in (s, 5)', 'i = s', 's = i', 'i > s', 's < i', 'i not in (s, 5)', 'i = all(array[5])', 'i > all(array[1,5])', 'i < any(array[1,5])', 'i > any(array[1,5])', 'i >= any(array[2])', 'i >= 2',
  "tc > ''", "tc >= ''", "tc <= 'a'", "tc < 'B'", "tc < 'a'", "tc > 'ä'", "tc > 'z'", "tc = 'b'", "tc in ('a', 'b')", "tc >= 'a'", "tc >= 'a' and tc < 'b'", "tc between 'a' and 'c'", "tc > U&'\\+01F600'", "tc > U&'\\FF5E'", "px > 'a'", "px > 'b'", "px = 'b'", "dc > 'a'", "dc > 'b'", "dc <> 'b'", "dc = 'a'", `t > 'a' collate "C"`, `t > 'b' collate "C"`, `t collate "C" > 'a'`, `t collate "C" > 'b'`, `(t collate "C") = 'b'`, `t = 'a' collate "default"`, `tc = 'a' collate "default"`, `tc > 'a' collate "C"`, `lower(tc) > 'a'`, `lower(tc) > 'b'`, "lower(t) > 'b'", "lower(t) > 'a'", "lower(t) <> 'b'", "lower(nd) = 'a'", "lower(nd) <> 'b'", "lower(tc) = 'b'", "tc || 'x' > 'b'", "tc || 'x' > 'a'", "t > ''", "t >= ''", "v > 'a'", "v > 'b'", "v > ''", "v = 'b'", "c > 'a'", "c > 'b'", "c > ''", "c = 'b'", "ci > 'a'", "ci > 'b'", "ci > 'B'", "ci > ''", "ci = 'I'", "ci = 'i'", "ci <> 'I'", "ci = 'Ä'", "ci = 'ä'", "j ->> 'a' > '5'", "j ->> 'a' > '6'", "j ->> 'a' = '6'", "nd > 'a'", "nd > ''", "nd = ''",
  'b < true', 'b <= false', 'b > true', 'b >= false', 'b <= true', 'b = any(array[true, false])', "e < 'happy'", "e <= 'ok'", "e >= 'ok'", "e = 'happy'", "e between 'ok' and 'happy'", "en > 'z'", "en > 'Y y'", "en = 'a'", "en <> 'z'", "en in ('a', 'Y y')",
  "u > '00000000-0000-0000-0000-000000000001'", "u > '00000000-0000-0000-0000-000000000002'", "u > '00000000-0000-0000-0000-00000000000A'", "u >= '10000000-0000-0000-0000-000000000000'", "u in ('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-00000000000a')",
  "by > '\\x01'", "by > '\\x02'", "by = '\\x02'", "by <> '\\x01'", "by > '\\x0100'", "by = 'a'", "by <> 'b'", "by > '\\001'",
  "iv > '1 day'", "iv > '24:00:00'", "iv > interval '1 day'", "iv > '2 days'", "iv > '1 mon'", "iv > '30 days'", "iv = '1 hour'", "iv = '60 min'", "iv = '01:00:00'", "iv > '1 hour'", "iv >= '-1 day'", "iv > '1 day ago'", "iv = '1 day 02:03:04.5'", "iv > interval '1' day", "iv > 'P1D'", "iv > '1 year 2 mons'", "iv <> '1 week'", "iv <> '7 days'", 'iv is not null',
  "ti > '10:00'", "ti > '10:00:00'", "ti > '11:00'", "ti = '10:00 AM'", "ti > time '10:00'",
  "ts > '2024-01-01T00:00:00'", "ts > 'infinity'", "ts >= '-infinity'", "ts = 'infinity'", "ts > '20240101'", "ts > 'January 1, 2024'", "ts > '2024-01-01 00:00:00.0000001'", "ts > '2024-1-1'", "ts > '2024-01-01 24:00'", "ts > '2024-01-01 00:00:00+05'", "ts > '0044-03-15 BC'", "ts > '12024-01-01'", "ts > '2024-01-01 10:00 PM'", "ts > 'epoch'", "ts > '1970-01-01'", "ts >= '2024-01-01'::date", "ts::date > '2024-01-01'", "ts::date > '2024-01-02'",
  "da > 'infinity'", "da < 'infinity'", "da > '-infinity'", "da = 'infinity'", "da > '20240101'", "da > '2024-01-01'::timestamp", "da > '2024-01-01 12:00'::timestamp", "da >= '2024-01-02'", "da > '2024-01-01'::date + 1", "da > '01/02/2024'", "da > '2024-01-01 10:00'",
  "tz > '2024-01-01'", "tz > '2024-01-01 00:00'", "tz > 'infinity'", "tz > '-infinity'", "tz > '2024-01-01 00:00 UTC'", "tz > '2024-01-01 00:00Z'", "tz > '2024-01-01T00:00:00Z'", "tz > '2024-01-01 00:00:00 +00'", "tz > '2024-01-02 00:00+00'", "tz > '2024-01-01 00:00-03:30'", "tz > '2024-01-01 03:30+00'", "tz > timestamptz '2024-01-01 00:00+00'", "date_trunc('day', ts) = '2024-01-02'", "date_trunc('day', ts) > '2024-01-01 00:00'", "date_trunc('day', ts) <> '2024-01-02 00:00'", "date_trunc('day', ts) is not null", 'extract(year from ts) = 2024', 'extract(year from ts) > 2023', 'extract(year from ts) is not null', "date_part('year', ts) > 2023",
  "ip = '10.0.0.1'", "ip = '10.0.0.1/32'", "ip > '10.0.0.2'", "ip > '10.0.0.1'", "ip <> '10.0.0.2'",
  "arr = '{1,2}'", 'arr = array[1,2]', "arr = '{ 1 , 2 }'", "arr <> '{1}'", "arr > '{1}'", "arr > '{2}'", "arr >= '{1}'", "arr = '{}'", "arr = array[]::int[]", "arr <@ '{1,2}'", 'arr <@ array[1,2]', "arr = '{NULL}'", "ta = '{a}'", "ta = array['a']", `ta = '{"a"}'`, "ta <> '{b}'", "ta @> '{a}'", "ta @> array['a']", "ta @> array['a']::text[]", `ta = '{"a b","c\\"d"}'`, `ta = array['a b','c"d']`, "va = '{a}'", "va = array['a']::varchar[]", "'a' = any(ta)", "ta[1] = 'a'", "ta[1] <> 'b'", "i = any('{1, 2}'::int[])", `t = any('{"a","b"}')`, `t = any('{"a b","c"}')`, "t in ('a b', 'c')", "t = any('{a,NULL}')",
  `j @? '$.a'`, `j @? '$."a"'`, `j @? '$.a ? (@.b > 5)'`, `j @@ '$.a > 5'`, `j @@ '$."a" > 5'`, `j @? 'lax $.a'`, `j @? 'strict $.a'`, `j = '{"a": 1}'`, `j = '{"a":1}'`, `j <> '{"a": 2}'`, `j @> '{"b": 1, "a": 2}'`, `j @> '{"a": 2, "b": 1}'`, `j -> 'a' = '1'`, `j -> 'a' = '1.0'`, `j -> 'a' is not null`, `j ?| array['a','b']`, `j ?| '{a,b}'`, `j ? 'a' and j ? 'b'`,
  'i is distinct from s', 's is distinct from i', 'i is distinct from null', 'i is not distinct from null', "t is distinct from 'a'", "v is distinct from 'a'", "v::text is distinct from 'a'", 'b is distinct from null', 'b is not distinct from false', 'row(i, s) is not null', 'not ((i, s) is null)', 'not ((i, s) is not null)', 'not (b is not true)', 'not (b is true)', '(i, s) is not null', '(i, s) is null', '(i, s) <> (1, 2)', '(i, s) < (1, 2)', '(i, s) = (s, i)', 'row(i) = row(5)', '(i, s) in ((1, 2), (3, 4))', '(i, t) is distinct from (1, null)',
  "case when i > 5 then 'a' else 'b' end = 'a'", "case i when 5 then true else false end", "case when b then true else false end", "(case when b then 1 end) is not null", 'least(i, 5) > 5', 'greatest(i, 5) is not null', "coalesce(v, '') = ''", "coalesce(v::text, '') = ''", "coalesce(i, 0) = 0", 'coalesce(i, 0) <> 1', 'coalesce(i, 0) is not null',
  'i & 1 = 1', 'i # 1 = 1', '~i = 1', 'i << 1 = 2', 'i ^ 2 > 5', 'i - 1 > 5', 'i * 2 > 5', '(i) > 5', 'i > 5 is true', '(i > 5) is true', '(i > 5) is not null', '(i > 5) is not false', '(i > 5) is unknown', '(i > 5) = true', '(i > 5) = b', 'not (i > 5) = true', '(i > 5) is null', 'b is not null and bn', 'bn is not null and i > 5', 'id is not null', 'id is not null and b', 'id is null', 'not b is true', 'b = true or b = false', 'b or not b', '(b is null) = true', "t is not null = true", '(t is null) is true',
  'round(num) > 5', 'floor(num) = 5', 'ceil(f8) > 5', 'sqrt(f8) > 5', 'power(i, 2) > 5', 'sign(num) = 1', "left(t, 1) = 'a'", "left(v, 1) = 'a'", "left(v::text, 1) = 'a'", "substr(t, 1, 1) = 'a'", "substring(t from 1 for 1) = 'a'", "replace(t, 'a', 'b') = 'b'", "split_part(t, '@', 2) = 'x'", "position('a' in t) > 0", "strpos(t, 'a') > 0", 'char_length(t) > 5', 'character_length(v) > 5', 'octet_length(t) > 5', "trim(t) = 'a'", "btrim(t) = 'a'", "trim(v) = 'a'", "jsonb_array_length(j -> 'x') > 5", "jsonb_typeof(j) = 'array'", "jsonb_typeof(j -> 'a') = 'number'", 'array_length(arr, 1) = 2', "md5(t) = 'a'", "t ~* 'a'", "t !~ 'a'", "t !~* 'a'", "t not ilike 'a%'", "not t like 'a%'", "t not similar to 'a%'", "t ^@ 'a'", "reverse(t) = 'a'", "initcap(t) = 'A'", "to_tsvector('simple'::regconfig, t) @@ to_tsquery('simple'::regconfig, 'a')", "ts at time zone 'UTC' > '2024-01-01 00:00+00'", "tz at time zone 'UTC' > '2024-01-01'", "timezone('UTC', tz) > '2024-01-01'", "(tz at time zone 'UTC')::date = '2024-01-01'", 'da - 1 > da', "ts - ts > '1 hour'", "ts - ts > '01:00:00'", "ts + '1 hour' > ts", "ts + interval '1 hour' > ts",
  'answers.i > 5', 'answers.b', 'public.answers.i > 5', 'i isnull', 'i notnull', 'i != 5', 'i between 6 and 5', 'i > 5 and i < 3', 'i >= 1 and i <= 10', 'i not between symmetric 10 and 1', 'i < 6', 'i <= 5', 'not i in (1, 2)', 'not (i = any(array[1,2]))', 'not (i <> all(array[1,2]))', 'i <> all(array[1,2])', 'i <> all(array[1,2,3])', 'i <> any(array[1,2])', 'not (i between 1 and 10)',
] // prettier-ignore

/** Dates, times and intervals that a session reads by its settings, or in a notation that the catalog never prints. */
export const READ_BY_A_SESSION = [
  "ts > 'January 1, 2024'", "ts > '20240101'", "ts > '2024-1-1'", "ts > '2024-01-01 10:00 PM'", "ts > '2024-01-01 00:00:00.0000001'", "ts > '0044-03-15 BC'", "ts > '12024-01-01'", "da > '20240101'", "da > '01/02/2024'", "tz > '2024-01-01'", "tz > '2024-01-01 00:00'", "ti = '10:00 AM'",
  "iv > 'P1D'", "iv > interval '1' day",
] // prettier-ignore

const long = (count: number): string => `i in (${Array.from({ length: count }, (_, at) => at).join(', ')})`

/** The planner takes lists of up to a hundred apart. */
const conditions = [...CONDITIONS, ...MORE, long(100), long(101), 'i in (1, 2, 3, 4)', 'i < 200']

/** Of conditions on different columns one proves the other only by accident: of those pairs every eighth is asked. */
function asks(definition: string, { where = '' }: IndexParams): boolean {
  const predicate = definition.slice(BEFORE_PREDICATE.length)
  const [columns, wanted] = [referencedColumns(where), referencedColumns(predicate)]
  if (columns.length === 0 || wanted.length === 0 || columns.some((column) => wanted.includes(column))) return true
  return (conditions.indexOf(where) + conditions.indexOf(predicate)) % 8 === 0
}

export const BEFORE_PREDICATE = '(id) where '

/** Whether one condition proves another is all that decides here: the key is the primary key's own column. */
export const conditionsScene: Scene = {
  table: TABLE,
  types: {},
  definitions: conditions.map((condition) => `${BEFORE_PREDICATE}${condition}`),
  accesses: conditions.map((where) => ({ equal: [], order: ['id'], where, unique: false, method: 'btree' })),
  asks,
}
