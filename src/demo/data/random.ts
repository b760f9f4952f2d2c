/**
 * Functions the seed needs while it runs, dropped afterwards. All values come from hashes of the row number, and all times
 * count from a fixed day, so that two builds hold the same rows.
 */
export const createRandom = `
create function demo_pick(n bigint, salt bigint, below bigint) returns integer language sql immutable
  as $$ select ((hashint8extended(n, salt) & 9223372036854775807) % below)::integer $$;
create function demo_id(kind text, n bigint) returns uuid language sql immutable
  as $$ select md5(kind || n)::uuid $$;
-- Low numbers are the busy users.
create function demo_user(n bigint, salt bigint) returns text language sql immutable
  as $$ select 'u' || 1 + least(demo_pick(n, salt, 200), demo_pick(n, salt + 1, 200)) $$;
-- Rows come in the order of their time, the last on the day the plan was last updated.
create function demo_time(n bigint, rows bigint) returns timestamp language sql immutable
  as $$ select timestamp '2025-01-25' - (rows - n) * 15552000 / rows * interval '1 second' $$;
`

export const dropRandom = `
drop function demo_time(bigint, bigint);
drop function demo_user(bigint, bigint);
drop function demo_id(text, bigint);
drop function demo_pick(bigint, bigint, bigint);
`
