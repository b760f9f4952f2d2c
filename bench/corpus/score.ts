import { type Detect, judge, merged } from './report.ts'
import type { Saved } from './saved.ts'

export interface FamilyTally {
  expected: number
  found: number
  confirmed: number
  /** Reports of the right lookup for the wrong list. */
  wrong: number
}

export interface LookAlikeTally {
  there: number
  reported: number
}

/** A family that was not reported, or a report that should not be. */
export interface Mistake {
  readonly scenario: string
  readonly is: 'missed' | 'wrong list' | 'look-alike' | 'unlabelled'
  readonly kind: string
  readonly lookup: string
  readonly lists: readonly string[]
  /** Statements of the lookup's and the lists' relations, with their counters. */
  readonly statements: readonly string[]
}

export interface Score {
  readonly families: ReadonlyMap<string, FamilyTally>
  readonly lookAlikes: ReadonlyMap<string, LookAlikeTally>
  readonly mistakes: readonly Mistake[]
  readonly right: number
  readonly wrong: number
  readonly missed: number
}

/** Holds what a detector says of scenarios against their labels. With `samples` it gets all snapshots, else the last one only. */
export function score(detect: Detect, scenarios: readonly Saved[], samples: boolean): Score {
  const families = new Map<string, FamilyTally>()
  const lookAlikes = new Map<string, LookAlikeTally>()
  const mistakes: Mistake[] = []
  let [right, wrong, missed] = [0, 0, 0]
  const familyOf = (kind: string): FamilyTally => {
    let tally = families.get(kind)
    if (!tally) families.set(kind, (tally = { expected: 0, found: 0, confirmed: 0, wrong: 0 }))
    return tally
  }
  const lookAlikeOf = (kind: string): LookAlikeTally => {
    let tally = lookAlikes.get(kind)
    if (!tally) lookAlikes.set(kind, (tally = { there: 0, reported: 0 }))
    return tally
  }

  for (const { id, labels, snapshots } of scenarios) {
    const found = new Set()
    const mistake = (is: Mistake['is'], kind: string, lookup: Mistake['lookup'], relations: readonly string[]): void => {
      mistakes.push({ scenario: id, is, kind, lookup, lists: relations.slice(1), statements: statementsOf(snapshots, relations) })
    }
    for (const { kind } of labels.expected) familyOf(kind).expected++
    for (const { kind } of labels.innocent) lookAlikeOf(kind).there++
    for (const report of merged(detect(samples ? snapshots : snapshots.slice(-1)))) {
      const judgement = judge(report, labels)
      const { lookup, lists } = report
      const name = `${lookup.relation}(${lookup.columns.join(', ')})`
      if (judgement.is === 'unjudged') continue
      if (judgement.is === 'right') {
        if (found.has(judgement.family)) continue
        found.add(judgement.family)
        right++
        familyOf(judgement.family.kind).found++
        if (report.confidence === 'confirmed') familyOf(judgement.family.kind).confirmed++
        continue
      }
      wrong++
      if (judgement.is === 'wrong list') familyOf(judgement.family.kind).wrong++
      if (judgement.is === 'look-alike') lookAlikeOf(judgement.innocent.kind).reported++
      const kind =
        judgement.is === 'look-alike' ? judgement.innocent.kind : judgement.is === 'wrong list' ? judgement.family.kind : 'noise'
      mistake(judgement.is, kind, name, [lookup.relation, ...lists])
    }
    for (const family of labels.expected) {
      if (found.has(family)) continue
      missed++
      const { lists, rows, lookups } = family.counted
      const name = `${family.lookup.relation}(${family.lookup.columns.join(', ')}), ${lookups} times for ${rows} rows of ${lists} lists`
      mistake('missed', family.kind, name, [family.lookup.relation, ...family.lists])
    }
  }
  return { families, lookAlikes, mistakes, right, wrong, missed }
}

/** The busiest statements that name one of the relations. */
function statementsOf(snapshots: Saved['snapshots'], relations: readonly string[]): string[] {
  const workload = snapshots.at(-1)?.workload
  if (!workload?.available) return []
  const names = relations.map((relation) => relation.split('.').at(-1) ?? relation)
  return workload.statements
    .filter(({ query }) => names.some((name) => query.includes(name)))
    .toSorted((a, b) => b.calls - a.calls)
    .slice(0, 8)
    .map(({ calls, rows, query }) => `${calls} calls, ${rows} rows: ${query.slice(0, 160)}`)
}
