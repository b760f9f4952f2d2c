import { expect, test } from 'vitest'
import { countersSince } from '../src/checks/counters-since.ts'
import { standbysUncounted } from '../src/checks/standbys-uncounted.ts'
import type { Snapshot } from '../src/snapshot.ts'
import { type ReplicaCounters, withReplicas } from '../src/with-replicas.ts'

const EARLY = '2025-01-01T00:00:00.000Z'
const LATE = '2025-01-02T00:00:00.000Z'
const table = (schema: string, statistics: object | null, index: object | null): object => ({
  schema,
  name: 'notes',
  statistics,
  indexes: [{ name: 'notes_idx', statistics: index }],
})
const READ = { sequentialScans: 1, sequentialTuplesRead: 10, indexScans: 2, indexTuplesFetched: 20, heapBlocksHit: 7, inserts: 5 }
const USED = { scans: 0, tuplesRead: 0, tuplesFetched: 0, lastScan: EARLY }
const snapshotOf = (...relations: readonly object[]): Snapshot =>
  ({ relations, database: { statsReset: EARLY }, replication: { standbys: 2 } }) as unknown as Snapshot

const replica = (schema: string, more: Partial<ReplicaCounters> = {}): ReplicaCounters => ({
  label: 'app on b:5432',
  countedSince: EARLY,
  standbys: 0,
  relations: [
    {
      schema,
      name: 'notes',
      reads: { sequentialScans: 3, sequentialTuplesRead: 30, indexScans: 4, indexTuplesFetched: 40 },
      indexes: [{ name: 'notes_idx', scans: 4, tuplesRead: 8, tuplesFetched: 7, lastScan: LATE }],
    },
  ],
  ...more,
})

const lastScan = (here: object): string | null | undefined =>
  withReplicas(snapshotOf(table('public', READ, here)), [replica('public')]).relations[0]?.indexes[0]?.statistics?.lastScan
const withEach = <Key extends keyof ReplicaCounters>(key: Key, values: readonly ReplicaCounters[Key][]): Snapshot =>
  withReplicas(
    snapshotOf(),
    values.map((value) => replica('public', { [key]: value })),
  )
const since = (...all: readonly (string | null)[]): string | null => countersSince(withEach('countedSince', all))
const uncounted = (...all: readonly (number | null)[]): number | null => standbysUncounted(withEach('standbys', all))

test('reads are added, and the later scan is the last; rows and blocks stay those of the primary', () => {
  const [notes] = withReplicas(snapshotOf(table('public', READ, USED)), [replica('public'), replica('public')]).relations
  expect(notes?.statistics).toEqual({
    sequentialScans: 7,
    sequentialTuplesRead: 70,
    indexScans: 10,
    indexTuplesFetched: 100,
    heapBlocksHit: 7,
    inserts: 5,
  })
  expect(notes?.indexes[0]?.statistics).toEqual({ scans: 8, tuplesRead: 16, tuplesFetched: 14, lastScan: LATE })
})

test('the last scan of a server that remembers one stands against none', () => {
  const never = { ...USED, lastScan: null }
  expect(lastScan(never)).toBe(LATE)
  expect(lastScan({ ...USED, lastScan: '2025-01-03T00:00:00.000Z' })).toBe('2025-01-03T00:00:00.000Z')
})

test('a table of the same name in another schema is another table', () => {
  const before = snapshotOf(table('audit', READ, USED))
  expect(withReplicas(before, [replica('public')]).relations).toEqual(before.relations)
})

test('what was not counted on the primary stays unknown', () => {
  const [notes] = withReplicas(snapshotOf(table('public', null, null)), [replica('public')]).relations
  expect(notes).toMatchObject({ statistics: null, indexes: [{ statistics: null }] })
})

test('counters cover what the youngest of them covers, and nothing where one is not known', () => {
  expect(since()).toBe(EARLY)
  expect(since(LATE)).toBe(LATE)
  expect(since(EARLY, LATE, EARLY)).toBe(LATE)
  expect(since(LATE, null)).toBeNull()
})

test('standbys are counted wherever they are connected, and unknown where one does not say', () => {
  expect(uncounted()).toBe(2)
  expect(uncounted(0)).toBe(1)
  expect(uncounted(0, 0)).toBe(0)
  expect(uncounted(1, 0)).toBe(1)
  expect(uncounted(0, 0, 0)).toBe(0)
  expect(uncounted(0, null)).toBeNull()
})

test('the replicas are in the snapshot without their counters', () => {
  expect(withReplicas(snapshotOf(), [replica('public')]).replicas).toEqual([
    { label: 'app on b:5432', countedSince: EARLY, standbys: 0 },
  ])
  expect(withReplicas(snapshotOf(), [])).not.toHaveProperty('replicas')
})
