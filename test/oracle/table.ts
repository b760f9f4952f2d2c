import { ROWS } from './ask-planner.ts'

/**
 * Deterministic and without correlation between the columns and the heap, so that the planner sees no shortcut.
 * user_id has 400 values, question_id 200, type 6; the booleans and score are nullable.
 */
export const TABLE = `
create extension if not exists btree_gin;
drop table if exists answers cascade;
create table answers (
  id integer not null,
  user_id text not null,
  question_id integer not null,
  type character varying(20) not null,
  code character varying(20),
  is_public boolean not null,
  is_active boolean,
  score integer,
  created_at timestamp not null,
  deleted_at timestamp,
  tags text[] not null,
  scores jsonb not null
);
insert into answers
select n, 'u' || (h1 % 400), h2 % 200, (array['a','b','c','d','e','f'])[1 + h3 % 6], 'k' || (h4 % 1000), h1 % 3 = 0,
  case h2 % 5 when 0 then null when 1 then false else true end, case when h3 % 10 = 0 then null else h4 % 91 end,
  timestamp '2025-01-01' + make_interval(secs => h3 % 20000000), case when h4 % 4 = 0 then timestamp '2025-06-01' + make_interval(secs => h1 % 1000000) end,
  array['t' || h1 % 50, 't' || h2 % 50], jsonb_build_object('total', h4 % 91)
from (
  select n, ('x' || substr(md5(n || 'a'), 1, 7))::bit(28)::int h1, ('x' || substr(md5(n || 'b'), 1, 7))::bit(28)::int h2,
    ('x' || substr(md5(n || 'c'), 1, 7))::bit(28)::int h3, ('x' || substr(md5(n || 'd'), 1, 7))::bit(28)::int h4
  from generate_series(1, ${ROWS}) n
) hashes;
`

/** Types of the parameters that stand for `equal`. */
export const TYPES: Readonly<Record<string, string>> = {
  user_id: 'text', question_id: 'integer', type: 'varchar', code: 'varchar', is_public: 'boolean', is_active: 'boolean', score: 'integer', created_at: 'timestamp', tags: 'text[]',
} // prettier-ignore
