import { describe, expect, it } from 'vitest'
import { BUSY, scenariosOf } from '../../bench/corpus/compose.ts'
import { families } from '../../bench/corpus/families/index.ts'
import { lookAlikes } from '../../bench/corpus/look-alikes/index.ts'
import { ROUNDS } from '../../bench/corpus/schedule.ts'
import { run } from '../../bench/corpus/run.ts'
import type { Saved } from '../../bench/corpus/saved.ts'
import { seeds, type SeedSet } from '../../bench/corpus/seeds.ts'
import { columnNamed, tableNamed } from '../../bench/corpus/table.ts'

const mentions = (query: string, relation: string): boolean => query.includes(relation.split('.').at(-1)!)
const toldOf = (seed: number): string =>
  JSON.stringify(
    scenariosOf(seed).map(({ id, dialect, labels, handlers }) => [
      id,
      dialect,
      labels,
      handlers.map(({ name, requests }) => [name, requests]),
    ]),
  )
const sets = Object.keys(seeds) as SeedSet[]

describe.each(sets)('the %s seeds', (set) => {
  const scenarios = seeds[set].flatMap((seed) => scenariosOf(seed))
  const expected = scenarios.flatMap(({ labels }) => labels.expected)
  const innocent = scenarios.flatMap(({ labels }) => labels.innocent)

  it('give at least 40 families and 60 look-alikes', () => {
    expect(expected.length).toBeGreaterThanOrEqual(40)
    expect(innocent.length).toBeGreaterThanOrEqual(60)
  })

  it('give every kind, in every schema and dialect', () => {
    expect(new Set(expected.map(({ kind }) => kind))).toEqual(new Set(families.map(({ name }) => name)))
    expect(new Set(innocent.map(({ kind }) => kind))).toEqual(new Set(lookAlikes.map(({ name }) => name)))
    expect(new Set(scenarios.map(({ domain }) => domain.name)).size).toBe(7)
    expect(new Set(scenarios.map(({ dialect }) => dialect)).size).toBe(11)
    expect(scenarios.some(({ kind }) => kind === BUSY)).toBe(true)
  })

  it('label relations and columns that are there, none of them both ways', () => {
    for (const { domain, labels } of scenarios) {
      const names = new Set(labels.expected.map(({ lookup }) => `${lookup.relation}(${lookup.columns.join()})`))
      expect(names.size).toBe(labels.expected.length)
      for (const { lookup, lists, also } of labels.expected) {
        expect(lists.length).toBeGreaterThan(0)
        for (const list of lists) tableNamed(domain, list)
        for (const column of [...lookup.columns, ...also]) columnNamed(tableNamed(domain, lookup.relation), column)
      }
      for (const { relation, columns } of labels.innocent) {
        if (relation === null) continue
        for (const column of columns) columnNamed(tableNamed(domain, relation), column)
        expect(names).not.toContain(`${relation}(${columns.join()})`)
      }
    }
  })

  it('name each scenario once', () => {
    expect(new Set(scenarios.map(({ id }) => id)).size).toBe(scenarios.length)
  })
})

it('has no seed in both sets', () => {
  expect((seeds.tuning as readonly number[]).filter((seed) => (seeds.final as readonly number[]).includes(seed))).toEqual([])
})

it('is the same whenever it is made', () => {
  expect(toldOf(7)).toBe(toldOf(7))
})

it('runs: the counters of the server are those that the label counted', async () => {
  const scenario = scenariosOf(seeds.tuning[0]).find(({ kind }) => kind === 'count per row')!
  const saved: Saved[] = []
  await run([scenario], (done) => saved.push(done))
  const { labels, snapshots } = saved[0]!
  const { lookup, lists, counted } = labels.expected.find(({ kind }) => kind === 'count per row')!
  expect(counted.lookups).toBe(counted.rows)
  expect(snapshots).toHaveLength(ROUNDS + 1)

  const entries = snapshots.map(({ workload }) => (workload.available ? workload.statements : []))
  const lookups = entries.at(-1)!.filter(({ query, calls }) => mentions(query, lookup.relation) && calls === counted.lookups)
  const listed = entries.at(-1)!.filter(({ query, rows }) => mentions(query, lists[0]!) && rows === counted.rows)
  expect(lookups).toHaveLength(1)
  expect(listed.map(({ calls }) => calls)).toContain(counted.lists)

  // Counters only grow, and some of it was before the first sample and some after.
  const over = entries.map((all) => all.find(({ queryId }) => queryId === lookups[0]!.queryId)?.calls ?? 0)
  expect(over).toEqual(over.toSorted((a, b) => a - b))
  expect(over.at(-1)).toBe(counted.lookups)
})
