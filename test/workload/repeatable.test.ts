import { describe, expect, test } from 'vitest'
import { loadParser } from '../../src/sql/parse.ts'
import { isRepeatable } from '../../src/workload/repeatable.ts'

await loadParser()

describe('isRepeatable', () => {
  test.each([
    'select * from t where a = $1',
    'select count(*), max(lower(a)) from t group by date_trunc($1, b)',
    'select a, row_number() over (order by b), sum(c) over (partition by a) from t',
    'select * from t where b > now() and c < current_timestamp and d = current_date',
    'select pg_catalog.lower(a) from t',
    "select coalesce(a, 0), extract(year from b), substring(c from 1 for 3), b at time zone 'UTC' from t",
    'with x as (select * from t) select * from x where exists (select from u where u.id = x.id)',
  ])('%s', (query) => expect(isRepeatable(query)).toBe(true))

  test.each([
    'select random() from t',
    "select nextval('s')",
    'select gen_random_uuid()',
    'select clock_timestamp()',
    'select * from t where owner = current_user',
    'select * from t where owner = session_user',
    "select * from t where owner = current_setting('app.user')",
    'select * from t where owner = auth.uid()',
    'select app.lower(a) from t',
    'select * from t where visible(id)',
    'select pg_advisory_lock($1)',
    'select * from t for update',
    'select * from (select * from t for share) s',
    'with x as (delete from t returning *) select * from x',
    'with x as (update t set a = 1 returning *) select * from x',
    'with x as (insert into t default values returning *) select * from x',
    'select * into u from t',
    'select from from',
  ])('not %s', (query) => expect(isRepeatable(query)).toBe(false))
})
