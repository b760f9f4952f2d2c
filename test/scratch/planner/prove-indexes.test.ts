import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Embedded } from '../../../src/scratch/embedded.ts'
import type { IndexProof, ProofRequest } from '../../../src/index-proof.ts'
import { proveIndexes } from '../../../src/scratch/planner/prove-indexes.ts'
import { startEmbedded } from '../../../src/scratch/start.ts'
import type { Relation, Snapshot } from '../../../src/snapshot.ts'
import { snapshotOf } from '../structure.ts'
import { asks, fillScene, shape, TABLE } from './scene.ts'

let database: Embedded
let snapshot: Snapshot

beforeAll(async () => {
  database = await startEmbedded()
  await fillScene(database)
  snapshot = await snapshotOf(database)
})
afterAll(() => database.close())

const byUser = 'select * from attempts where user_id = $1'
const newest = `${byUser} order by created_at desc limit $2`

/** Statement, keys, and the plan with the candidate; the second of each pair lacks what made the index of use in the first. */
const CASES: readonly (readonly [title: string, statement: string, keys: string, plan: string])[] = [
  ['few rows are found', byUser, '(user_id)', 'Bitmap Heap Scan > Bitmap Index Scan candidate'],
  ['no rows are found by another column', byUser, '(note)', 'Seq Scan'],
  ['nor by a later key', byUser, '(note, user_id)', 'Seq Scan'],
  ['a third of the rows is read in order of time', 'select * from attempts where created_at > $1', '(created_at)', 'Index Scan candidate'],
  ['nearly all rows are not', 'select * from attempts where active', '(active)', 'Seq Scan'],
  ['the few others are', 'select * from attempts where not active', '(active)', 'Bitmap Heap Scan > Bitmap Index Scan candidate'],
  ['and a rare value of an enum', 'select * from torn_attempts', '(mood)', 'Bitmap Heap Scan > Bitmap Index Scan candidate'],
  ['but not a common one', 'select * from calm_attempts', '(mood)', 'Seq Scan'],
  ['a sort is avoided', newest, '(user_id, created_at)', 'Limit > Index Scan candidate'],
  ['backwards', `${byUser} order by created_at limit $2`, '(user_id, created_at desc)', 'Limit > Index Scan candidate'],
  ['not where nulls are elsewhere', newest, '(user_id, created_at desc nulls last)', 'Limit > Sort > Bitmap Heap Scan > Bitmap Index Scan candidate'],
  ['not behind a list', 'select * from attempts where user_id in ($1 /*, ... */) order by created_at desc limit $2', '(user_id, created_at)', 'Limit > Sort > Bitmap Heap Scan > Bitmap Index Scan candidate'],
  ['nothing but the index is read of a vacuumed table', 'select user_id, created_at from attempts where user_id = $1', '(user_id, created_at)', 'Index Only Scan candidate'],
  ['more than that is', 'select user_id, note from attempts where user_id = $1', '(user_id, created_at)', 'Bitmap Heap Scan > Bitmap Index Scan candidate'],
  ['a partial index, the condition written', `${byUser} and active`, '(user_id) where active', 'Bitmap Heap Scan > Bitmap Index Scan candidate'],
  ['a partial index, the condition a parameter', `${byUser} and active = $2`, '(user_id) where active', 'Seq Scan'],
  ['a partial index that any parameter implies', 'select * from attempts where score = $1 and user_id = $2', '(score, user_id) where score is not null', 'Index Scan candidate'],
  ['a partial index that a sort does not imply', 'select * from attempts order by score limit $1', '(score) where score is not null', 'Limit > Sort > Seq Scan'],
  ['through a view', 'select * from active_attempts where user_id = $1', '(user_id) where active', 'Bitmap Heap Scan > Bitmap Index Scan candidate'],
  ['a statement that writes', 'delete from attempts where user_id = $1', '(user_id)', 'ModifyTable > Bitmap Heap Scan > Bitmap Index Scan candidate'],
  ['a typed constant', `select * from attempts where user_id = $1 and created_at > now() - interval $2`, '(user_id, created_at)', 'Bitmap Heap Scan > Bitmap Index Scan candidate'],
  ['a parameter whose type does not follow', 'select * from attempts where user_id = $1 and created_at > now() - $2', '(user_id, created_at)', 'Bitmap Heap Scan > Bitmap Index Scan candidate'],
] // prettier-ignore

describe('the plan with a candidate', () => {
  let proofs: readonly IndexProof[]
  beforeAll(async () => {
    proofs = await proveIndexes(
      snapshot,
      CASES.map(([, statement, keys]) => asks(statement, keys)),
    )
  })

  test.each(CASES.map(([title], at) => [title, at] as const))('%s', (_title, at) => {
    const proof = proofs[at]
    expect(shape(proof)).toBe(CASES[at]?.[3])
    expect(proof).toMatchObject({ by: 'embedded', used: CASES[at]?.[3].includes('candidate') })
    expect(proof?.on).toMatch(/^PostgreSQL 18\.\d+, embedded$/)
  })

  test('is beside that without it, with what they cost', () => {
    const proof = proofs[CASES.findIndex(([title]) => title === 'a sort is avoided')]
    if (proof?.outcome !== 'planned') throw new Error(shape(proof))
    expect(proof.before.map(({ nodeType, sortKeys }) => [nodeType, ...sortKeys])).toEqual([
      ['Limit'],
      ['Sort', 'created_at DESC'],
      ['Seq Scan'],
    ])
    expect(proof.after[1]).toEqual({
      depth: 1, nodeType: 'Index Scan', relation: 'attempts', index: 'candidate', indexCondition: '(user_id = $1)', sortKeys: [], rows: 40,
    }) // prettier-ignore
    expect(proof.cost?.before).toBeGreaterThan(400)
    expect(proof.cost?.after).toBeLessThan(25)
    expect(proof.remarks).toEqual([])
  })

  test('says which type was tried', () => {
    expect(proofs[CASES.length - 1]).toMatchObject({ remarks: ['$2 is taken to be of type interval'] })
  })
})

const prove = async (request: ProofRequest, of = snapshot): Promise<IndexProof | undefined> =>
  (await proveIndexes(of, [request]))[0]

const changed = (name: string, by: Partial<Relation>): Snapshot => ({
  ...snapshot,
  relations: snapshot.relations.map((relation) => (relation.name === name ? { ...relation, ...by } : relation)),
})

test('an index of a tiny table is of no use, and one of the same table were it large is', async () => {
  const request = asks('select * from settings where name = $1', '(name)', { schema: 'public', name: 'settings' }, 'settings')
  expect(shape(await prove(request))).toBe('Seq Scan')
  expect(shape(await prove(request, changed('settings', { tuples: 80_000, bytes: 6e6 - (6e6 % 8192) })))).toBe(
    'Index Scan candidate',
  )
})

test('pages are as many as there were, beyond what a file may hold', async () => {
  const pages = 40_000_000
  const proof = await prove(asks('select * from attempts', '(note)'), {
    ...changed('attempts', { tuples: 1e9, bytes: pages * 8192 }),
    settings: { cpu_tuple_cost: { value: '0', unit: null, source: 'user' } },
  })
  expect(proof).toMatchObject({ cost: { before: pages, after: pages } })
})

test('prices are those of the snapshot', async () => {
  const settings = { random_page_cost: { value: '40', unit: null, source: 'user' } }
  const [dear, cheap] = [
    await prove(asks(newest, '(user_id, created_at)'), { ...snapshot, settings }),
    await prove(asks(newest, '(user_id, created_at)')),
  ]
  if (dear?.outcome !== 'planned' || cheap?.outcome !== 'planned') throw new Error(shape(dear))
  expect(dear.cost?.after).toBeGreaterThan((cheap.cost?.after ?? 0) * 5)
  expect(dear.cost?.before).toBe(cheap.cost?.before)
})

describe('an index of a partitioned table', () => {
  const [events, part] = ['events', 'events_1'].map((name) => ({ schema: 'public', name })) as [typeof TABLE, typeof TABLE]
  const byTime = 'select * from events where at = $1'

  test('is read on its partitions, and one of a partition there', async () => {
    const proofs = await proveIndexes(snapshot, [
      asks(byTime, '(at)', part, 'events_1'),
      asks(byTime, '(at)', events, 'events'),
      asks('select * from events_1 where at = $1', '(at)', part, 'events_1'),
    ])
    expect(proofs.map(shape)).toEqual([
      'Append > Index Scan candidate > Seq Scan',
      'Append > Index Scan candidate > Index Scan candidate',
      'Index Scan candidate',
    ])
  })

  test('leaves to a partition the index that it has', async () => {
    const proof = await prove(asks('select * from events where kind = $1', '(kind)', events, 'events'))
    expect(shape(proof)).toBe('Append > Index Scan events_1_kind > Index Scan candidate')
    expect(proof).toMatchObject({ before: [{}, { index: 'events_1_kind' }, { nodeType: 'Seq Scan' }] })
  })
})

test('an index of another table than was said is not there for any statement', async () => {
  const proofs = await proveIndexes(snapshot, [
    asks('select from settings', '(user_id)', { schema: 'public', name: 'settings' }),
    asks(byUser, '(note)'),
  ])
  expect(proofs.map(shape)).toEqual(['not planned: the definition of candidate is of no index on public.settings', 'Seq Scan'])
})

test('names need not be plain', async () => {
  const table = { schema: 'Odd Place', name: 'Table "X"' }
  const statement = 'select * from "Table ""X""" where "Key Column" = $1'
  expect(shape(await prove(asks(statement, '("Key Column")', table, '"Odd Place"."Table ""X"""')))).toBe('Index Scan candidate')
})

test('an index that is there already is told from a candidate of its name', async () => {
  const request = { ...asks('select * from attempts where id = $1', '(user_id)'), index: 'attempts_pkey' }
  expect(await prove(request)).toMatchObject({ used: false, after: [{ index: 'attempts_pkey' }] })
})

const COSTLESS = [
  ['the value that is written for score', 'select * from high_attempts where user_id = $1', '(user_id) where score = 90'],
  ['values of an expression', 'select * from attempts where lower(note) = $1', '(lower(note))'],
  ['what tables have in common', 'select * from attempts a join settings s on s.id = a.user_id where s.name = $1', '(user_id)'],
  ['how large a hash index', 'select * from attempts where note = $1', 'using hash (note)'],
] as const

test('there is no cost of what a snapshot does not tell, and a remark why', async () => {
  const proofs = await proveIndexes(
    snapshot,
    COSTLESS.map(([, statement, keys]) => asks(statement, keys)),
  )
  for (const [at, [reason]] of COSTLESS.entries()) {
    expect(proofs[at]).toMatchObject({ used: true, cost: null, remarks: [expect.stringContaining(reason)] })
  }
})

test('there is no cost without statistics of columns', async () => {
  const columns = snapshot.relations.find(({ name }) => name === 'attempts')?.columns ?? []
  const blind = changed('attempts', { columns: columns.map((column) => ({ ...column, statistics: null })) })
  const remarks = [expect.stringContaining('no statistics of the columns of public.attempts')]
  expect(await prove(asks(byUser, '(user_id)'), blind)).toMatchObject({ cost: null, remarks })
})

test('another version of the server, and an empty table, are remarked on', async () => {
  const older = { ...changed('attempts', { tuples: 0, bytes: 0 }), server: { ...snapshot.server, versionNumber: 150_018 } }
  expect(await prove(asks(byUser, '(user_id)'), older)).toMatchObject({
    used: false,
    remarks: ['planned by PostgreSQL 18, and the server is PostgreSQL 15', 'public.attempts was empty when it was last analyzed'],
  })
})

/** Requests that cannot be planned, with the reason. */
const REFUSED: readonly (readonly [string, ProofRequest])[] = [
  ['the snapshot has no table public.nowhere', asks(byUser, '(user_id)', { schema: 'public', name: 'nowhere' })],
  ['PostgreSQL cannot plan it: relation "nowhere" does not exist', asks('select * from nowhere where a = $1', '(user_id)')],
  ['PostgreSQL cannot plan it: function own(unknown) does not exist', asks('select own($1) from attempts', '(user_id)')],
  ['PostgreSQL cannot plan it: operator does not exist: point + boolean', asks('select point($1, $2) + active from attempts', '(user_id)')],
  ['nothing is known of the size of public.untouched: run ANALYZE public.untouched', asks('select * from untouched where id = $1', '(id)', { schema: 'public', name: 'untouched' })],
  ['it is not one statement', asks(`${byUser}; drop table attempts`, '(user_id)')],
  ['it is a utility statement, which is not planned', asks('vacuum attempts', '(user_id)')],
  ['it is SELECT INTO, which makes a table', asks('select * into copy from attempts', '(user_id)')],
  ['it cannot be parsed: syntax error at end of input', asks('select * from attempts where', '(user_id)')],
  ['the index candidate cannot be built: column "nothing" does not exist', asks(byUser, '(nothing)')],
  ['the definition of candidate is of no index on public.attempts', asks('select from settings', '(id)', TABLE, 'settings')],
  ['the definition of candidate is not one CREATE INDEX', { ...asks(byUser, ''), definition: 'drop table attempts' }],
] // prettier-ignore

test('what cannot be planned has a reason, and the others are planned', async () => {
  const proofs = await proveIndexes(snapshot, [...REFUSED.map(([, request]) => request), asks(byUser, '(user_id)')])
  expect(proofs.map(shape)).toEqual([
    ...REFUSED.map(([reason]) => `not planned: ${reason}`),
    'Bitmap Heap Scan > Bitmap Index Scan candidate',
  ])
})

const setting = (value: string) => ({ value, unit: null, source: 'user' })

test('one that takes too long ends alone', async () => {
  const tables = Array.from({ length: 15 }, (_, at) => `attempts a${at}`)
  const conditions = tables.map((_, at) => `a0.user_id = a${at}.user_id`)
  const slow = asks(`select from ${tables.join(', ')} where ${conditions.join(' and ')}`, '(user_id)')
  const settings = { geqo: setting('off'), join_collapse_limit: setting('20'), from_collapse_limit: setting('20') }
  const proofs = await proveIndexes({ ...snapshot, settings }, [slow, asks(byUser, '(user_id)')], { timeLimit: 300 })
  expect(proofs.map(shape)).toEqual(['not planned: it took longer than 300 ms', 'Bitmap Heap Scan > Bitmap Index Scan candidate'])
})

test('an interruption ends all', async () => {
  const controller = new AbortController()
  const proofs = proveIndexes(snapshot, [asks(byUser, '(user_id)')], { signal: controller.signal })
  controller.abort()
  await expect(proofs).rejects.toMatchObject({ kind: 'interrupted' })
  await expect(proveIndexes(snapshot, [], { signal: controller.signal })).rejects.toMatchObject({ kind: 'interrupted' })
})
