import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { evaluate } from '../../../src/evaluate.ts'
import { planFixes } from '../../../src/fix/plan-changes.ts'
import type { Embedded } from '../../../src/scratch/embedded.ts'
import { startEmbedded } from '../../../src/scratch/start.ts'
import { loadParser } from '../../../src/sql/parse.ts'
import { ownRule } from '../../checks/own-rule.ts'
import { indexRule, linesOf, plain, planFor, snapshotAfter } from './planned.ts'

await loadParser()
let embedded: Embedded
beforeAll(async () => {
  embedded = await startEmbedded()
})
afterAll(() => embedded.close())

const touched = ownRule('updated-at-trigger', { column: 'updated_at', function: 'touch' }, { id: 'touched', tables: ['*'] })
const setter = (name: string, body: string): string =>
  `create function ${name}() returns trigger language plpgsql as $$begin ${body} return new; end$$;`

describe('updated_at triggers', () => {
  test('share one function for each schema, and each table has its own trigger', async () => {
    const plan = planFor(
      await snapshotAfter(
        embedded,
        `create schema other; create table a (updated_at timestamptz); create table b (updated_at timestamptz);
        create table other.c (updated_at timestamptz)`,
      ),
      [touched],
    )
    expect(linesOf(plan)).toEqual([
      'function other.touch',
      'function public.touch',
      'trigger update_c_updated_at on other.c: other.touch',
      'trigger update_a_updated_at on public.a: public.touch',
      'trigger update_b_updated_at on public.b: public.touch',
    ])
    expect(plan.changes[1]?.closes).toEqual(['touched:public.a:updated_at trigger', 'touched:public.b:updated_at trigger'])
  })

  test('call a function that the database has for it', async () => {
    const snapshot = await snapshotAfter(
      embedded,
      `create table a (updated_at timestamptz); create table b (updated_at timestamptz); ${setter('keep', 'new.updated_at = now();')}
      create trigger keeps before update on b for each row execute function keep()`,
    )
    expect(linesOf(planFor(snapshot, [touched]))).toEqual(['trigger update_a_updated_at on public.a: public.keep'])
  })

  test.each([
    ['reads a column of its own table', 'new.updated_at = now(); if new.title is null then raise notice $n$x$n$; end if;'],
    ['writes another column', 'new.updated_at = now(); new.title = $n$x$n$;'],
    ['writes elsewhere', 'new.updated_at = now(); insert into b (title) values ($n$x$n$);'],
  ])('do not call one that %s', async (_, body) => {
    const snapshot = await snapshotAfter(
      embedded,
      `create table a (updated_at timestamptz); create table b (updated_at timestamptz, title text); ${setter('touch', body)}
      create trigger keeps before update on b for each row execute function touch()`,
    )
    // The function of the rule's name is somebody else's: the new one has another.
    expect(linesOf(planFor(snapshot, [touched]))).toEqual([
      'function public.set_updated_at',
      'trigger update_a_updated_at on public.a: public.set_updated_at',
    ])
  })

  test.each([
    ['somebody disabled one', 'new.updated_at = now();', 'alter table a disable trigger keeps'],
    ['one fires only where changes are replicated to', 'new.updated_at = now();', 'alter table a enable replica trigger keeps'],
    ['a function means to skip some updates', 'if new.title = $n$x$n$ then new.updated_at = now(); end if;', 'select 1'],
  ])('are a question when %s', async (_, body, sql) => {
    const snapshot = await snapshotAfter(
      embedded,
      `create table a (title text, updated_at timestamptz); ${setter('keep', body)}
      create trigger keeps before update on a for each row execute function keep(); ${sql}`,
    )
    const { changes, questions } = planFor(snapshot, [touched])
    expect([changes, questions.length, questions[0]?.examples.length]).toEqual([[], 1, 1])
  })

  test('of two columns do not share a function', async () => {
    const changed = ownRule('updated-at-trigger', { column: 'changed', function: 'touch' }, { id: 'changed', tables: ['*'] })
    const snapshot = await snapshotAfter(embedded, 'create table a (updated_at timestamptz, changed timestamptz)')
    expect(linesOf(planFor(snapshot, [touched, changed]))).toEqual([
      'function public.set_updated_at',
      'function public.touch',
      'trigger update_a_changed on public.a: public.touch',
      'trigger update_a_updated_at on public.a: public.set_updated_at',
    ])
  })

  test('keep to 63 bytes, whatever the table and the column are called', async () => {
    const column = 'ü'.repeat(31)
    const rule = ownRule('updated-at-trigger', { column, function: 'f'.repeat(70) }, { id: 'long', tables: ['*'] })
    const name = `Ein "Name" mit $$ und ; ${'x'.repeat(39)}`
    const snapshot = await snapshotAfter(embedded, `create table "${name.replaceAll('"', '""')}" ("${column}" timestamptz)`)
    const plan = planFor(snapshot, [rule])
    expect(plan.questions).toEqual([])
    for (const { change } of plan.changes) {
      const named = change.kind === 'function' ? change.function.name : change.kind === 'trigger' ? change.name : ''
      expect(Buffer.byteLength(named)).toBeGreaterThan(50)
      expect(Buffer.byteLength(named)).toBeLessThan(64)
    }
    const [fn, trigger] = plan.changes.map(({ change }) => change)
    expect(fn?.kind === 'function' && trigger?.kind === 'trigger' && trigger.function.name === fn.function.name).toBe(true)
  })
})

describe('what a change brings about', () => {
  const table = ownRule(
    'table',
    {
      columns: [
        { name: 'id', type: 'bigint', or: [], notNull: true },
        { name: 'day', type: 'date', or: [], notNull: false },
        { name: 'updated_at', type: 'timestamp with time zone', or: [], notNull: false },
      ],
      primaryKey: ['id'],
      unique: [],
      foreignKeys: [],
    },
    { id: 'stats', tables: ['stats'] },
  )

  test('is planned too: the trigger and the indexes of a table to come', async () => {
    const snapshot = await snapshotAfter(embedded, 'create table t (a int)')
    const unique = indexRule('day', { equal: ['day'], unique: true }, ['stats'])
    const plan = planFor(snapshot, [table, touched, unique], { only: ['stats'] })
    expect(plan.questions).toEqual([])
    expect(linesOf(plan)).toEqual([
      'table public.stats',
      'function public.touch',
      'trigger update_stats_updated_at on public.stats: public.touch',
      'unique index stats_day_idx on public.stats (day)',
    ])
    expect(plan.changes[3]?.closes).toEqual(['day:public.stats:unique (day)'])
  })

  test('leaves nothing open that is no question', async () => {
    const rules = [table, touched]
    const plan = planFor(await snapshotAfter(embedded, 'create table t (a int, updated_at timestamptz)'), rules)
    expect(evaluate(plan.after, rules, plain).findings).toEqual([])
  })

  test('of findings that a baseline accepts, none is planned for', async () => {
    const snapshot = await snapshotAfter(embedded, 'create table t (a int, b int)')
    const rules = [indexRule('by-a', { equal: ['a'] }), indexRule('by-b', { equal: ['b'] })]
    const findings = evaluate(snapshot, rules, plain).findings.filter(({ rule }) => rule === 'by-b')
    const request = { snapshot, rules, options: plain, findings, fix: { include: [], sync: 'trigger' }, only: [] } as const
    expect(linesOf(planFixes(request))).toEqual(['index t_b_idx on public.t (b)'])
  })

  test('is not planned for what a migration that has not run settles', async () => {
    const snapshot = await snapshotAfter(embedded, 'create table t (a int)')
    const rules = [indexRule('by-a', { equal: ['a'] })]
    const findings = evaluate(snapshot, rules, plain).findings.map((finding) => ({
      ...finding,
      verdict: 'pending' as const,
      remedy: 'run the pending migrations: 0007_indexes',
      evidence: { pending_migrations: ['0007_indexes'] },
    }))
    const { changes, questions } = planFixes({
      snapshot,
      rules,
      options: plain,
      findings,
      fix: { include: [], sync: 'trigger' },
      only: [],
    })
    expect([changes, questions.map(({ question }) => question)]).toEqual([
      [],
      [
        'A migration that is there already settles it. When does it run here? The advice: run the pending migrations: 0007_indexes',
      ],
    ])
  })

  test('is a question with the advice where the check knows no way', async () => {
    const snapshot = await snapshotAfter(embedded, 'create table t (a int)')
    const rule = ownRule('sql', { sql: 'select 1', message: 'x' }, { id: 'own', tables: [] })
    const finding = {
      ...evaluate(snapshot, [indexRule('by-a', { equal: ['a'] })], plain).findings[0]!,
      rule: 'own',
      check: 'sql',
    }
    const request = { snapshot, rules: [rule], options: plain, fix: { include: [], sync: 'trigger' }, only: [] } as const
    expect(planFixes({ ...request, findings: [finding] }).changes).toEqual([])
  })
})

test('names, quotes and cases of any kind are planned for as they are', async () => {
  const snapshot = await snapshotAfter(
    embedded,
    `create schema other; create table other."Odd ""Table""; $$" ("userId" int, "semi;colon" timestamptz, "updatedAt" timestamptz)`,
  )
  const odd = 'Odd "Table"; $$'
  const options = {
    names: { tables: { attempts: odd }, columns: { user_id: 'userId', created_at: 'semi;colon', updated_at: 'updatedAt' } },
    schemas: [],
  }
  const wanted = indexRule('history', { equal: ['user_id'], order: ['created_at desc'], name: '{table}_user' }, ['attempts'])
  expect(linesOf(planFor(snapshot, [wanted, touched], { options }))).toEqual([
    'function other.touch',
    `trigger update_${odd}_updatedAt on other.${odd}: other.touch`,
    `index ${odd}_user on other.${odd} ("userId", "semi;colon" desc)`,
  ])
})

test('the same snapshot gives the same plan', async () => {
  const snapshot = await snapshotAfter(
    embedded,
    'create table t (a int, b int, updated_at timestamptz); create table u (a int, b int)',
  )
  const rules = [touched, indexRule('x', { equal: ['a'] }, ['*']), indexRule('y', { equal: ['b'] }, ['u', 't'])]
  const first = planFor(snapshot, rules)
  const again = planFor(structuredClone(snapshot), structuredClone(rules))
  expect(JSON.stringify(again)).toBe(JSON.stringify(first))
  const { findings } = evaluate(snapshot, rules, plain)
  const request = { snapshot, rules, options: plain, fix: { include: [], sync: 'trigger' }, only: [] } as const
  expect(JSON.stringify(planFixes({ ...request, findings: findings.toReversed() }))).toBe(JSON.stringify(first))
})
