import type { Context } from '../check.ts'
import type { Index, Relation } from '../snapshot.ts'
import { sortOf } from '../workload/index-candidates.ts'
import { indexNeed } from '../workload/index-need.ts'
import { type Entry, readWorkload } from '../workload/read-workload.ts'
import { searchedColumns } from '../workload/searched-columns.ts'
import { noCounters } from './counted.ts'
import type { IndexParams } from './index-access.ts'
import { accessFor, passesOn } from './index-shapes.ts'
import type { RemovedIndexParams } from './removed-index.ts'
import { accessForCandidate } from './workload-index-candidates.ts'

/** What relied on an index that is gone, and has nothing in its place. */
export interface Reliance {
  /** Rules that passed by it and do not any more. */
  readonly rules: readonly string[]
  /** Hot statements that it served, the most called first. */
  readonly statements: readonly Entry[]
  readonly calls: number
  /** It kept its keys unique, and nothing does now. */
  readonly unique: boolean
  /** How often it was read, where that was counted. */
  readonly scans: number
}

/** `relation` as it is now, `before` as the base has it, with the index. */
export function relianceOn(context: Context<RemovedIndexParams>, relation: Relation, before: Relation, index: Index): Reliance {
  const { snapshot, rule: own } = context
  const alone = { ...before, indexes: [index] }
  const lost = (params: IndexParams): boolean => {
    const access = accessFor(context, params, relation)
    return passesOn(alone, access, snapshot.enums) && !passesOn(relation, access, snapshot.enums)
  }
  const rules = context.rules.filter(
    (rule) => rule.check === 'index' && context.meansTable(rule, relation) && lost(rule.params as IndexParams),
  )
  const statements = (readWorkload(snapshot)?.entries ?? [])
    .filter(({ calls, shape }) => calls >= own.params.minCalls && shape.kind !== 'insert')
    .filter((entry) => needsIt(context, relation, alone, entry) || searchesBy(relation, index, entry))
    .toSorted((a, b) => b.calls - a.calls || (a.query < b.query ? -1 : 1))
  return {
    rules: rules.map(({ id }) => id).toSorted(),
    statements,
    calls: statements.reduce((sum, { calls }) => sum + calls, 0),
    unique: index.unique && !relation.indexes.some((other) => keepsUnique(other, index)),
    // An embedded database that was just built has counted nobody's reads.
    scans: noCounters(snapshot) === null ? (index.statistics?.scans ?? 0) : 0,
  }
}

/** What the statement compares and sorts by was served by the index, and is by none that is there. */
function needsIt(context: Context<unknown>, relation: Relation, alone: Relation, entry: Entry): boolean {
  const { enums } = context.snapshot
  return entry.shape.uses.some(({ schema, relation: name }, at) => {
    const need = schema === relation.schema && name === relation.name ? indexNeed(entry, at, relation) : null
    if (!need) return false
    const access = accessForCandidate(context, relation, { equal: need.equal, order: sortOf(need), where: need.where })
    return passesOn(alone, access, enums) && !passesOn(relation, access, enums)
  })
}

/**
 * It looks for what the index begins with, be it in a join, or for any column of one that is no btree, and no whole index of its kind does that
 * any more. What stands inside an expression says too little: there the reads that were counted speak.
 */
function searchesBy({ schema, name, indexes }: Relation, { method, keys, predicate }: Index, entry: Entry): boolean {
  const used = searchedColumns([entry]).get(JSON.stringify([schema, name]))
  if (!used || predicate !== null) return false
  const others = indexes
    .filter(
      (other) =>
        other.valid && other.predicate === null && (other.method === method || (method === 'hash' && other.method === 'btree')),
    )
    .flatMap(soughtColumns)
  return soughtColumns({ method, keys }).some(
    (column) =>
      !others.includes(column) &&
      (used.searched.has(column) || (method !== 'btree' && method !== 'hash' && used.mentioned.has(column))),
  )
}

/** Columns by which an index can be searched without the others. */
const soughtColumns = ({ method, keys }: Pick<Index, 'method' | 'keys'>): readonly string[] =>
  (method === 'btree' ? keys.slice(0, 1) : keys).flatMap(({ column }) => column ?? [])

/** Unique on the same keys, or on some of them, in any order, over as many rows. */
function keepsUnique({ unique, valid, predicate, keys, nullsNotDistinct }: Index, gone: Index): boolean {
  const were = new Set(textsOf(gone.keys))
  return (
    unique &&
    valid &&
    (predicate === null || predicate === gone.predicate) &&
    (nullsNotDistinct || !gone.nullsNotDistinct) &&
    textsOf(keys).every((key) => were.has(key))
  )
}

const textsOf = (keys: Index['keys']): readonly string[] =>
  keys.map(({ column, expression }) => JSON.stringify([column, expression]))
