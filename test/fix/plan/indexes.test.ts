import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Embedded } from '../../../src/scratch/embedded.ts'
import { startEmbedded } from '../../../src/scratch/start.ts'
import type { Index, Snapshot } from '../../../src/snapshot.ts'
import { loadParser } from '../../../src/sql/parse.ts'
import { ownRule } from '../../checks/own-rule.ts'
import { indexRule, linesOf, planFor, snapshotAfter } from './planned.ts'

await loadParser()
let embedded: Embedded
beforeAll(async () => {
  embedded = await startEmbedded()
})
afterAll(() => embedded.close())

const T = 'create table t (a integer, b timestamptz, c text, active boolean, doc json);'
const history = indexRule('history', { equal: ['a'], order: ['b desc'], name: '{table}_history' })
const lines = async (sql: string, ...rules: Parameters<typeof planFor>[1]): Promise<readonly string[]> =>
  linesOf(planFor(await snapshotAfter(embedded, sql), rules))

describe('an index that is missing', () => {
  test('is planned under the name that the rule gives it', async () => {
    expect(await lines(T, history)).toEqual(['index t_history on public.t (a, b desc)'])
  })

  test('is planned once for two rules that want it, and keeps both promises', async () => {
    const snapshot = await snapshotAfter(embedded, T)
    const twin = { ...indexRule('again', { equal: ['a'], order: ['b desc'] }), plan: '1.1' }
    const { changes, alsoClosed, questions } = planFor(snapshot, [{ ...history, plan: '1.2' }, twin])
    expect(changes).toMatchObject([
      {
        closes: ['again:public.t:(a, b desc)', 'history:public.t:(a, b desc)'],
        plan: ['1.1', '1.2'],
        promise: 'plan 1.1, again: a promise; plan 1.2, history: a promise',
      },
    ])
    expect([alsoClosed, questions]).toEqual([[], []])
  })

  test('is left out when a wider one of the plan does its work', async () => {
    const snapshot = await snapshotAfter(embedded, T)
    const prefix = indexRule('by-a', { equal: ['a'] })
    const { changes, alsoClosed } = planFor(snapshot, [prefix, history])
    expect(linesOf({ changes } as never)).toEqual(['index t_history on public.t (a, b desc)'])
    expect(changes[0]?.promise).toBe('by-a: a promise; history: a promise')
    expect(changes[0]?.closes).toEqual(['history:public.t:(a, b desc)'])
    expect(alsoClosed).toEqual([{ fingerprint: 'by-a:public.t:(a)', by: 'history:public.t:(a, b desc)' }])
  })

  test('is planned beside a wider one that sorts otherwise, or holds fewer rows', async () => {
    const partial = indexRule('some', { equal: ['a'], order: ['b desc'], where: 'active' })
    const full = indexRule('all', { equal: ['a'] })
    const other = indexRule('other', { equal: ['a'], order: ['b desc nulls last'] })
    expect(await lines(T, partial, full, other)).toEqual([
      'index t_a_b_idx on public.t (a, b desc nulls last)',
      'index t_a_b_idx1 on public.t (a, b desc) where active',
    ])
  })

  test('is a question while its column is missing and nothing adds it', async () => {
    const snapshot = await snapshotAfter(embedded, T)
    const scores = ownRule('columns', { columns: [{ name: 'score', type: 'integer' }] }, { id: 'scores' })
    const best = indexRule('best', { order: ['score desc'] })
    const { changes, questions } = planFor(snapshot, [scores, best], { only: ['best'] })
    expect(changes).toEqual([])
    expect(questions).toMatchObject([{ fingerprint: 'best:public.t:(score desc)' }])
    expect(linesOf(planFor(snapshot, [scores, best]))).toEqual([
      'column score integer of public.t',
      'index t_score_idx on public.t (score desc)',
    ])
  })

  test('is a question where PostgreSQL has no operators to build it with', async () => {
    const snapshot = await snapshotAfter(embedded, T)
    const wanted = [indexRule('json', { equal: ['doc'] }), indexRule('words', { equal: ['c'], method: 'gin' })]
    const { changes, questions } = planFor(snapshot, wanted)
    expect([changes, questions.map(({ question }) => question)]).toEqual([
      [],
      [
        'doc is json, which btree has no operators for. Which type should it have?',
        'c is text, which gin has no operators for. Which type should it have?',
      ],
    ])
  })

  test('is a question when it must be unique and nobody counted duplicates', async () => {
    const unique = indexRule('one', { equal: ['a', 'c'], unique: true, name: 'one' })
    const { changes, questions } = planFor(await snapshotAfter(embedded, T), [unique])
    expect([changes, questions[0]?.examples]).toEqual([
      [],
      [
        'SELECT a, c, count(*) FROM public.t GROUP BY a, c HAVING count(*) > 1;',
        'CREATE UNIQUE INDEX CONCURRENTLY one ON public.t (a, c);',
      ],
    ])
  })
})

const unread = async (sql: string): Promise<Snapshot> => counted(await snapshotAfter(embedded, sql), 0)

describe('an index that sorts the wrong way', () => {
  const wrong = `${T} create index old on t (a, b desc nulls last);`

  test('is replaced when nothing reads it', async () => {
    expect(linesOf(planFor(await unread(wrong), [history]))).toEqual(['index t_history on public.t (a, b desc) instead of old'])
  })

  test('stays, as a question, when it is read', async () => {
    const snapshot = counted(await unread(wrong), 2)
    const { changes, questions, after } = planFor(snapshot, [history])
    expect(linesOf({ changes } as never)).toEqual(['index t_history on public.t (a, b desc)'])
    expect(after.relations[0]?.indexes.map(({ name }) => name)).toEqual(['old', 't_history'])
    expect(questions).toMatchObject([
      {
        fingerprint: 'history:public.t:old',
        question: expect.stringContaining('it was read by 2 scans') as string,
        evidence: expect.arrayContaining([expect.stringMatching(/^scans: 2, counted since /u)]) as string[],
        examples: ['DROP INDEX CONCURRENTLY public.old;'],
      },
    ])
    const again = indexRule('again', { equal: ['a'], order: ['b desc'] })
    expect(planFor(snapshot, [history, again]).questions).toHaveLength(1)
    expect(linesOf(planFor(snapshot, [history], { fix: { include: ['drops'] } }))).toEqual([
      'index t_history on public.t (a, b desc) instead of old',
    ])
  })

  test('stays, as a question, when nobody counted who reads it', async () => {
    const built = await snapshotAfter(embedded, wrong)
    const unknown = edited(await unread(wrong), { statistics: null })
    for (const snapshot of [built, unknown]) {
      const plan = planFor(snapshot, [history])
      expect([linesOf(plan), plan.questions.length]).toEqual([['index t_history on public.t (a, b desc)'], 1])
    }
    expect(linesOf(planFor(unknown, [history], { fix: { include: ['drops'] } }))).toEqual([
      'index t_history on public.t (a, b desc)',
    ])
  })

  test('is replaced by one of two that sort otherwise', async () => {
    const [down, up] = [
      ['b desc', 'c'],
      ['b', 'c nulls first'],
    ].map((order, at) => indexRule(`r${at}`, { equal: ['a'], order }))
    const snapshot = await unread(`${T} create index old on t (a, b desc nulls last, c)`)
    expect(linesOf(planFor(snapshot, [down!, up!]))).toEqual([
      'index t_a_b_c_idx on public.t (a, b desc, c) instead of old',
      'index t_a_b_c_idx1 on public.t (a, b, c nulls first)',
    ])
  })

  test('is replaced once, though two rules complain of it', async () => {
    const ascending = indexRule('other', { equal: ['a'], order: ['b nulls first', 'c'] })
    const snapshot = await unread(wrong)
    expect(linesOf(planFor(snapshot, [history, indexRule('again', { equal: ['a'], order: ['b desc'] })]))).toHaveLength(1)
    expect(linesOf(planFor(snapshot, [history, ascending]))).toEqual([
      'index t_a_b_c_idx on public.t (a, b nulls first, c)',
      'index t_history on public.t (a, b desc) instead of old',
    ])
  })

  test.each([
    ['another rule wants it as it is', '', [indexRule('last', { equal: ['a'], order: ['b desc nulls last'] })]],
    ['the table is clustered by it', 'alter table t cluster on old', []],
    ['it stores more columns', 'drop index old; create index old on t (a, b desc nulls last) include (c)', []],
    ['its columns stand in another order', 'drop index old; create index old on t (b, a)', []],
    ['it has more columns', 'drop index old; create index old on t (a, b desc nulls last, c)', []],
    ['it holds fewer rows', 'drop index old; create index old on t (a, b desc nulls last) where active', []],
  ])('stays when %s', async (_, sql, others) => {
    const { changes, questions } = planFor(await unread(`${wrong} ${sql}`), [history, ...others])
    expect(linesOf({ changes } as never)).toEqual(['index t_history on public.t (a, b desc)'])
    expect(questions).toEqual([])
  })

  test.each([{ replicaIdentity: true }, { supportsForeignKey: true }, { unique: true }, { constraint: 'kept' }])(
    'stays with %o',
    async (facts) => {
      const plan = planFor(edited(await unread(wrong), facts), [history])
      expect(linesOf(plan)).toEqual(['index t_history on public.t (a, b desc)'])
    },
  )

  test.each(['c text_pattern_ops', 'c collate "C"'])('stays when it compares otherwise: %s', async (key) => {
    const sorted = indexRule('x', { equal: ['a'], order: ['c'] })
    expect(await lines(`${T} create index old on t (a, ${key})`, sorted)).toEqual(['index t_a_c_idx on public.t (a, c)'])
  })
})

const invalid = (definition: string): string =>
  `${T} ${definition}; update pg_index set indisvalid = false where indexrelid = 'old'::regclass;`

describe('an invalid index', () => {
  test('is built again when it is what the rule wants', async () => {
    expect(await lines(invalid('create index old on t (a, b desc)'), history)).toEqual(['reindex old on public.t'])
  })

  test('is built again before a weaker one is taken for the best there is', async () => {
    expect(await lines(invalid('create index weak on t (a); create index old on t (a, b)'), history)).toEqual([
      'reindex old on public.t',
    ])
  })

  test('is replaced by one that is not unique, when nobody asks for that', async () => {
    expect(await lines(invalid('create unique index old on t (a, b)'), history)).toEqual([
      'index t_history on public.t (a, b desc) instead of old',
    ])
  })

  test('is waited for while it is being built', async () => {
    const snapshot = edited(await snapshotAfter(embedded, invalid('create index old on t (a, b)')), { building: true })
    const { changes, questions } = planFor(snapshot, [history])
    expect([changes, questions.map(({ question }) => question)]).toEqual([
      [],
      ['The index old is being built right now. Wait until it is done, then run fix again.'],
    ])
  })

  test('is a question when it must be unique: duplicates may be what broke it', async () => {
    const unique = indexRule('one', { equal: ['a', 'c'], unique: true })
    const snapshot = await snapshotAfter(embedded, invalid('create unique index old on t (a, c)'))
    const { changes, questions } = planFor(snapshot, [unique])
    expect([changes, questions[0]?.examples[1]]).toEqual([[], 'REINDEX INDEX CONCURRENTLY public.old;'])
  })
})

describe('a redundant index', () => {
  const redundant = ownRule('redundant-index', {}, { id: 'redundant', tables: ['*'] })
  const twice = `${T} create index short on t (a); create index long on t (a, b);`

  test('is a question with its evidence', async () => {
    const { changes, questions } = planFor(await snapshotAfter(embedded, twice), [redundant])
    expect(changes).toEqual([])
    expect(questions).toMatchObject([
      {
        fingerprint: 'redundant:public.t:short',
        examples: ['DROP INDEX CONCURRENTLY public.short;'],
        evidence: [
          'constraint: none',
          'replica identity: no',
          'foreign keys that rely on it: none',
          expect.stringMatching(/^scans: 0, counted since /u),
          'last scan: unknown',
          'scans on standbys: not counted here',
          'size: 8192 bytes',
          'definition: CREATE INDEX short ON public.t USING btree (a);',
        ],
      },
    ])
  })

  test('is dropped when that is asked for, after the index of the plan that does its work', async () => {
    const snapshot = await snapshotAfter(embedded, `${T} create index short on t (a);`)
    const plan = planFor(snapshot, [redundant, history], { fix: { include: ['drops'] } })
    expect(linesOf(plan)).toEqual(['index t_history on public.t (a, b desc)', 'dropped index short on public.t'])
    expect(plan.changes[1]?.change).toMatchObject({ because: 't_history' })
    expect(planFor(snapshot, [redundant, history], { fix: { include: ['drops'] }, only: ['redundant'] }).changes).toEqual([])
  })

  test.each([
    ['its use is unknown', { statistics: null }],
    ['it names rows for replication', { replicaIdentity: true }],
    ['a foreign key relies on it', { supportsForeignKey: true }],
  ] as const)('stays a question when %s', async (_, facts) => {
    const snapshot = edited(await snapshotAfter(embedded, twice), facts, 'short')
    const { changes, questions } = planFor(snapshot, [redundant], { fix: { include: ['drops'] } })
    expect([changes, questions.length]).toEqual([[], 1])
  })
})

/** On a server that has counted this many scans of `old`. */
const counted = (snapshot: Snapshot, scans: number): Snapshot =>
  edited(
    { ...snapshot, source: { kind: 'server', label: 'a server' } },
    { statistics: { scans, tuplesRead: 0, tuplesFetched: 0, lastScan: null } },
  )

const edited = (snapshot: Snapshot, facts: Partial<Index>, name = 'old'): Snapshot => ({
  ...snapshot,
  relations: snapshot.relations.map((relation) => ({
    ...relation,
    indexes: relation.indexes.map((index) => (index.name === name ? { ...index, ...facts } : index)),
  })),
})
