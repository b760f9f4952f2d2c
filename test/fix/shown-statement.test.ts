import { beforeAll, expect, it } from 'vitest'
import { clearIndex, demand, dollarQuote, ensure, setAside, undo } from '../../src/fix/guards.ts'
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
  expect(shownStatement({ sql, lock: null })).toBe(shown)
})

const index = { table: { schema: 'public', name: 'T' }, name: 'by "User"', unique: false, body: '(a)' }
const lock = { mode: 'ACCESS EXCLUSIVE', table: index.table } as const

it('shows what takes an index away, where one is known to be there', () => {
  expect(shownStatement({ sql: clearIndex(index), lock })).toBe('DROP INDEX public."by ""User"""')
  expect(shownStatement({ sql: clearIndex(index), lock: null })).toBe(null)
  expect(shownStatement({ sql: setAside(index, 'away'), lock: null })).toBe('ALTER INDEX public."by ""User""" RENAME TO away')
})
