import { afterAll, beforeAll, expect, test } from 'vitest'
import { evaluate } from '../../src/evaluate.ts'
import { planFixes } from '../../src/fix/plan-changes.ts'
import type { Rule } from '../../src/rule.ts'
import { startEmbedded } from '../../src/scratch/start.ts'
import type { Embedded } from '../../src/scratch/embedded.ts'
import type { Snapshot, TableStatistics } from '../../src/snapshot.ts'
import { linesOf, plain, shippedRules, snapshotAfter } from '../fix/plan/planned.ts'
import { laidOver } from './audit.ts'
import { workloadOf } from './fixture-workload.ts'

let embedded: Embedded
let rules: readonly Rule[]
let snapshot: Snapshot
beforeAll(async () => {
  ;[embedded, rules] = await Promise.all([startEmbedded(), shippedRules()])
  const bare = await snapshotAfter(
    embedded,
    `create table orders (id int primary key, customer_id int not null, total int not null, created_at timestamp not null);
     insert into orders select n, n % 500, n, now() from generate_series(1, 12000) n;
     analyze`,
  )
  // As old as the counters of statements.
  const database = { ...bare.database, statsReset: '1969-12-01T00:00:00.000Z' }
  const server = { server: { embedded: false, superuser: true }, source: { kind: 'server' }, database }
  const statements = [statement('select * from orders where customer_id = $1 order by created_at desc limit $2', 200)]
  snapshot = laidOver(bare, workloadOf(server, statements)) as Snapshot
})
afterAll(() => embedded.close())

const statement = (query: string, calls: number) => ({
  query,
  calls,
  rows: calls * 5,
  sharedBlocksHit: calls * 400,
  meanTime: 20,
})

/** The same with so many rows written since the counters were reset. */
function written(counts: Partial<TableStatistics>): Snapshot {
  const none = { sequentialScans: 0, inserts: 0, updates: 0, deletes: 0 } as TableStatistics
  const relations = snapshot.relations.map((relation) => ({ ...relation, statistics: { ...none, ...counts } }))
  return { ...snapshot, relations, workload: { ...snapshot.workload } }
}

const found = (of: Snapshot): readonly string[] =>
  evaluate(of, rules, plain)
    .findings.filter(({ rule }) => rule === 'workload-indexes')
    .map(({ subject }) => subject)

const INDEX = '(customer_id, created_at desc)'

test.each([
  ['nothing', {}, [INDEX]],
  ['as much as a hundred times the calls', { inserts: 19_000, updates: 500, deletes: 500 }, [INDEX]],
  ['more, by inserts', { inserts: 20_001 }, []],
  ['more, by updates', { updates: 20_001 }, []],
  ['more, by deletes', { deletes: 20_001 }, []],
])('an index is not proposed where writes outweigh what it brings: %s', (_what, counts, expected) => {
  expect(found(written(counts))).toEqual(expected)
})

test('a load before the statements were reset is weighed over its own time', () => {
  const loaded = written({ inserts: 200_000 })
  expect(found(loaded)).toEqual([])
  const reset = (statsReset: string | null): Snapshot =>
    ({ ...loaded, workload: { ...loaded.workload }, database: { ...loaded.database, statsReset } }) as Snapshot
  expect(found(reset('1968-12-01T00:00:00.000Z'))).toEqual([INDEX])
  expect(found(reset(null))).toEqual([INDEX])
})

test('what is not proposed for its writes is told', () => {
  const { results } = evaluate(written({ inserts: 20_001 }), rules, plain)
  expect(results.filter(({ rule }) => rule === 'workload-indexes')).toMatchObject([
    {
      subject: INDEX,
      status: 'pass',
      verdict: 'covered',
      reason: expect.stringContaining('100 rows are written for each call') as string,
    },
  ])
})

test('the fix builds the index, after which nothing is found', () => {
  const of = written({})
  const { findings } = evaluate(of, rules, plain)
  const plan = planFixes({
    snapshot: of,
    rules,
    options: plain,
    findings,
    fix: { include: [], sync: 'trigger' },
    only: ['workload-indexes'],
  })
  expect(linesOf(plan)).toEqual(['index orders_customer_id_created_at_idx on public.orders (customer_id, created_at desc)'])
  expect(found(plan.after)).toEqual([])
})

test('evidence names the statements, and an index that becomes superfluous', () => {
  const relations = written({}).relations.map((relation) => ({
    ...relation,
    indexes: [
      ...relation.indexes,
      {
        ...relation.indexes[0]!,
        name: 'orders_customer_idx',
        unique: false,
        primary: false,
        constraint: null,
        keys: [{ ...relation.indexes[0]!.keys[0]!, column: 'customer_id' }],
      },
    ],
  }))
  const [finding] = evaluate({ ...snapshot, relations, workload: { ...snapshot.workload } }, rules, plain).findings.filter(
    ({ rule }) => rule === 'workload-indexes',
  )
  expect(finding?.confidence).toBe('workload')
  expect(finding?.evidence).toMatchObject({
    statements: ['select * from orders where customer_id = $1 order by created_at desc limit $2'],
    calls: 200,
    total_ms: 4000,
    share_of_time: 1,
    blocks_per_call: 400,
    extends_index: 'orders_customer_idx',
  })
})
