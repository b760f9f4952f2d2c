import { afterAll, beforeAll, expect, test } from 'vitest'
import { evaluate } from '../../../src/evaluate.ts'
import { buildPlan } from '../../../src/fix/build-plan.ts'
import { GUARDS } from '../../../src/fix/guards.ts'
import type { Embedded } from '../../../src/scratch/embedded.ts'
import { startEmbedded } from '../../../src/scratch/start.ts'
import { loadParser } from '../../../src/sql/parse.ts'
import { ownRule } from '../../checks/own-rule.ts'
import { linesOf, plain, planFor, snapshotAfter } from './planned.ts'

await loadParser()
let embedded: Embedded
beforeAll(async () => {
  embedded = await startEmbedded()
})
afterAll(() => embedded.close())

const touched = ownRule('updated-at-trigger', { column: 'updated_at', function: 'touch' }, { id: 'touched', tables: ['*'] })
const setter = (name: string, body: string): string =>
  `create function ${name}() returns trigger language plpgsql as $$begin ${body} return new; end$$;`

test.each([
  ['of title', 'DROP TRIGGER keeps ON public.a; CREATE TRIGGER keeps BEFORE INSERT OR UPDATE ON public.a'],
  ['of title, body', null],
])('triggers are a question where somebody restricted one to some columns: update %s', async (of, example) => {
  const snapshot = await snapshotAfter(
    embedded,
    `create table a (title text, body text, updated_at timestamptz); ${setter('keep', 'new.updated_at = now();')}
    create trigger keeps before insert or update ${of} on a for each row execute function keep('x')`,
  )
  const { changes, questions } = planFor(snapshot, [touched])
  const call = " FOR EACH ROW EXECUTE FUNCTION public.keep('x');"
  expect([changes, questions.flatMap(({ examples }) => examples)]).toEqual([[], example === null ? [] : [example + call]])
})

test('triggers are a question where somebody gave one a condition', async () => {
  const snapshot = await snapshotAfter(
    embedded,
    `create table a (title text, updated_at timestamptz); ${setter('keep', 'new.updated_at = now();')}
    create trigger keeps before update on a for each row when (old.title is distinct from new.title) execute function keep()`,
  )
  const { changes, questions } = planFor(snapshot, [touched])
  expect([changes, questions.length]).toEqual([[], 1])
})

test.each(['timestamptz', 'timestamp(3)', 'date', 'moment'])(
  'triggers are made for a column that holds a time: %s',
  async (type) => {
    const sql = `create domain moment as timestamptz; create table a (id int primary key, updated_at ${type}); insert into a values (1)`
    const snapshot = await snapshotAfter(embedded, sql)
    const plan = buildPlan({
      snapshot,
      rules: [touched],
      options: plain,
      findings: evaluate(snapshot, [touched], plain).findings,
      fix: { include: [], sync: 'trigger' },
      only: [],
      name: 'fix',
      tool: '0.0.0',
    })
    for (const guard of GUARDS) await embedded.simple(guard)
    for (const step of plan.steps) for (const each of step.kind === 'definition' ? step.up : []) await embedded.simple(each.sql)
    const rows: (readonly (string | null)[])[] = []
    await embedded.simple('update a set id = 2; select updated_at is not null from a', (_, row) => rows.push(row))
    expect(rows).toEqual([['t']])
  },
)

test.each(['bigint', 'text', 'interval', 'tstzrange', 'time', 'epoch', "date generated always as ('2024-01-31') stored"])(
  'triggers are a question for a column that holds none: %s',
  async (type) => {
    const snapshot = await snapshotAfter(embedded, `create domain epoch as bigint; create table a (updated_at ${type})`)
    const { changes, questions } = planFor(snapshot, [touched])
    expect([changes, questions.map(({ question }) => question.includes('updated_at is '))]).toEqual([[], [true]])
  },
)

test('triggers do not call a function that writes something else than a time', async () => {
  const snapshot = await snapshotAfter(
    embedded,
    `create table a (updated_at timestamptz); create table b (updated_at bigint);
    ${setter('keep', 'new.updated_at = extract(epoch from now());')}
    create trigger keeps before update on b for each row execute function keep()`,
  )
  expect(linesOf(planFor(snapshot, [touched]))).toEqual([
    'function public.touch',
    'trigger update_a_updated_at on public.a: public.touch',
  ])
})
