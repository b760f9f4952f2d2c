import { beforeAll, expect, it } from 'vitest'
import { dollarQuote, ensure, demand, undo } from '../../src/fix/guards.ts'
import { shownStatement } from '../../src/fix/shown-statement.ts'
import { loadParser } from '../../src/sql/parse.ts'

beforeAll(loadParser)

it.each([
  [
    ensure(`pg_temp.column_state('public', 't', 'c', 'c integer')`, 'ALTER TABLE public.t ADD COLUMN c integer'),
    'ALTER TABLE public.t ADD COLUMN c integer',
  ],
  [
    undo(`pg_temp.column_state('public', 't', 'c', 'c integer')`, `ALTER TABLE public."a;$ensure$b" DROP COLUMN c`),
    `ALTER TABLE public."a;$ensure$b" DROP COLUMN c`,
  ],
  ['CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON public.t (c)', 'CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON public.t (c)'],
  [`CALL app.ensure(1, ${dollarQuote('x')})`, `CALL app.ensure(1, ${dollarQuote('x')})`],
  [demand(`pg_temp.index_state('public', 't', 'i', false, '(c)')`), null],
])('shows what %s does', (sql, shown) => {
  expect(shownStatement(sql)).toBe(shown)
})
