import type { Rule } from '../rule.ts'
import type { Snapshot } from '../snapshot.ts'
import type { Change } from './change.ts'
import { merge, subjectsOf } from './merge.ts'
import type { PlannedChange } from './planned.ts'
import { reserveNames } from './reserve-names.ts'
import { simulate } from './simulate.ts'

interface Entry {
  change: Change
  /** Fingerprints. */
  readonly closes: Set<string>
  /** Ids of the rules whose promise it keeps. */
  readonly rules: Set<string>
}

/** A plan that grows, and the snapshot as it is after what is in the plan so far. */
export interface Draft {
  snapshot: Snapshot
  readonly entries: Entry[]
  readonly bySubject: Map<string, Entry>
  readonly named: (change: Change) => Change
}

export const newDraft = (snapshot: Snapshot): Draft => ({
  snapshot,
  entries: [],
  bySubject: new Map(),
  named: reserveNames(snapshot),
})

/** Takes all of a finding's changes into the plan, merged with those that are there; or none of them, when one contradicts the plan. */
export function settle(draft: Draft, fingerprint: string, rule: string, changes: readonly Change[]): boolean {
  if (changes.some((change) => contradicts(draft, change))) return false
  for (const change of changes) {
    const known = entryOf(draft, change)
    const possible = withoutGone(draft.snapshot, change)
    const entry = known ? widened(draft, known, possible) : added(draft, possible)
    entry.closes.add(fingerprint)
    entry.rules.add(rule)
    for (const subject of subjectsOf(change)) draft.bySubject.set(subject, entry)
  }
  return true
}

/** Whether all of these are in the plan already, as they are or as a part of others. */
export const isPlanned = (draft: Draft, changes: readonly Change[]): boolean =>
  changes.every((change) => entryOf(draft, change) !== undefined && !contradicts(draft, change))

/** The changes that close one finding keep another rule's promise too. */
export function alsoServes(draft: Draft, fingerprint: string, rule: string): void {
  for (const { closes, rules } of draft.entries) if (closes.has(fingerprint)) rules.add(rule)
}

/** What has been planned, in the order in which it was. */
export function plannedOf({ entries }: Draft, rules: readonly Rule[]): readonly PlannedChange[] {
  return entries.map(({ change, closes, rules: ids }) => {
    const kept = rules.filter(({ id }) => ids.has(id)).toSorted((a, b) => compare(a.id, b.id))
    const sections = new Set(kept.flatMap(({ plan }) => (plan === null ? [] : [plan])))
    return {
      change,
      closes: [...closes].toSorted(compare),
      plan: [...sections].toSorted(compare),
      promise: isMade(change) ? kept.map(promiseOf).join('; ') : null,
    }
  })
}

const promiseOf = ({ plan, id, summary }: Rule): string => `${plan === null ? '' : `plan ${plan}, `}${id}: ${summary}`

/** An object that is new, and can say what it is for. */
const isMade = ({ kind }: Change): boolean =>
  kind === 'table' || kind === 'column' || kind === 'extraction' || kind === 'function' || kind === 'index'

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const entriesOf = ({ bySubject }: Draft, change: Change): ReadonlySet<Entry> =>
  new Set(subjectsOf(change).flatMap((subject) => bySubject.get(subject) ?? []))

const entryOf = (draft: Draft, change: Change): Entry | undefined => [...entriesOf(draft, change)][0]

function contradicts(draft: Draft, change: Change): boolean {
  const entries = [...entriesOf(draft, change)]
  return entries.length > 1 || entries.some((entry) => merge(entry.change, change) === null)
}

function widened(draft: Draft, entry: Entry, change: Change): Entry {
  const merged = merge(entry.change, change) ?? entry.change
  if (merged !== entry.change) {
    entry.change = merged
    draft.snapshot = simulate(draft.snapshot, merged)
  }
  return entry
}

function added(draft: Draft, change: Change): Entry {
  const named = draft.named(change)
  const entry = { change: named, closes: new Set<string>(), rules: new Set<string>() }
  draft.entries.push(entry)
  draft.snapshot = simulate(draft.snapshot, named)
  return entry
}

/** Two changes may ask to take the place of one index or constraint: the first does. */
function withoutGone({ relations }: Snapshot, change: Change): Change {
  if ((change.kind !== 'index' && change.kind !== 'constraint') || change.replaces === null) return change
  const { table, replaces } = change
  const relation = relations.find(({ schema, name }) => schema === table.schema && name === table.name)
  const there = change.kind === 'index' ? relation?.indexes : relation?.constraints
  return there?.some(({ name }) => name === replaces.name) ? change : { ...change, replaces: null }
}
