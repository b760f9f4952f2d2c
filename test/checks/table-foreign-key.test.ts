import { afterAll, beforeAll, expect, it } from 'vitest'
import type { TableParams } from '../../src/checks/table-params.ts'
import type { Embedded } from '../../src/scratch/embedded.ts'
import { startEmbedded } from '../../src/scratch/start.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { judgedTable } from './judged-table.ts'

let embedded: Embedded
beforeAll(async () => {
  await loadParser()
  embedded = await startEmbedded({ extensions: [] })
})
afterAll(() => embedded.close())

const target = 'create table p (x integer, y integer, z integer, unique (x), unique (x, y), unique (y, x), unique (x, z));'
const table = (rest: string): string => `${target} create table t (a integer, b integer, c integer, ${rest})`
const key = (onDelete: TableParams['foreignKeys'][number]['onDelete'] = 'no action'): Partial<TableParams> => ({
  foreignKeys: [{ columns: ['b', 'a'], table: 'p', to: ['y', 'x'], onDelete }],
})

const lacks = (instead = ''): string =>
  `fail missing | t.b, a has no foreign key to p${instead}: rows may outlive what they belong to. | ALTER TABLE public.t ADD FOREIGN KEY (b, a) REFERENCES public.p (y, x);`

it.each<[string, string, string]>([
  ['in pairs', 'foreign key (a, b) references p (x, y)', 'pass present'],
  ['in pairs, listed the other way', 'foreign key (b, a) references p (y, x)', 'pass present'],
  ['with the pairs crossed', 'foreign key (a, b) references p (y, x)', lacks(' (it references p (y, x))')],
  ['of other columns', 'foreign key (a, c) references p (x, y)', lacks()],
  ['with one pair elsewhere', 'foreign key (a, b) references p (x, z)', lacks(' (it references p (x, z))')],
  ['of one of the columns', 'foreign key (a) references p (x)', lacks()],
  ['that is a unique key only', 'unique (a, b)', lacks()],
  [
    'to a table of that name in another schema',
    'foreign key (a, b) references app.p (x, y)',
    lacks(' (it references app.p (x, y))'),
  ],
  ['to another table of the schema', 'foreign key (a, b) references q (x, y)', lacks(' (it references q (x, y))')],
  [
    'to another table, and a unique key',
    'constraint k unique (a, b), foreign key (a, b) references q (x, y)',
    lacks(' (it references q (x, y))'),
  ],
])('%s', async (_what, constraint, expected) => {
  const others = ['app.p', 'q'].map((name) => `create table ${name} (x integer, y integer, unique (x, y));`).join(' ')
  expect(await judgedTable(embedded, `${others} ${table(constraint)}`, key())).toBe(expected)
})

it('to a table that is not there', async () => {
  expect(await judgedTable(embedded, 'create table t (a integer, b integer)', key())).toBe(
    'not-applicable there is no table p; if it has another name here, map it in the config',
  )
})

it.each<[string, Parameters<typeof key>[0], string]>([
  ['', 'restrict', 'pass present'],
  ['on delete restrict', 'no action', 'pass present'],
  ['on delete restrict', 'restrict', 'pass present'],
  ['on delete cascade', 'no action', 'says ON DELETE CASCADE, where the plan says NO ACTION'],
  ['', 'cascade', 'says ON DELETE NO ACTION, where the plan says CASCADE'],
  ['on delete set null', 'cascade', 'says ON DELETE SET NULL, where the plan says CASCADE'],
])('says "%s", the plan %s', async (action, promised, expected) => {
  expect(await judgedTable(embedded, table(`foreign key (a, b) references p (x, y) ${action}`), key(promised))).toContain(
    expected,
  )
})
