import { ask } from '../collect/ask.ts'
import { collect } from '../collect/collect.ts'
import type { Connection } from '../collect/connection.ts'
import { evaluate, type EvaluateOptions, type Evaluation } from '../evaluate.ts'
import { queriesOf } from '../queries.ts'
import type { Rule } from '../rule.ts'
import type { Answer, Relation, Snapshot } from '../snapshot.ts'
import { keyOf } from './rebuild-scope.ts'

const UNLIMITED = { statementTimeout: 0, lockTimeout: 0 }

/**
 * Holds the rules against the original with the tables of the copy in the place of those they are copies of: settings, other tables,
 * statistics and the version are the original's. Counts over rows are made on the copy when they were made on the original.
 */
export async function auditCopy(
  connection: Connection,
  original: Snapshot,
  copied: readonly Relation[],
  rules: readonly Rule[],
  options: EvaluateOptions,
): Promise<Evaluation> {
  const copy = await collect(connection, {
    ...UNLIMITED,
    source: original.source,
    tool: original.tool,
    schemas: [],
    notes: [],
    standIns: original.extensions.filter(({ standIn }) => standIn).map(({ name }) => name),
    now: () => new Date(original.collectedAt),
    workload: false,
  })
  const merged = inPlaceOf(original, copied, copy)
  const counted = queriesOf(original, rules, options, true).some((query) => query.needsCheckData && query.key in original.answers)
  const answers = await ask(connection, queriesOf(merged, rules, options, counted), UNLIMITED)
  return evaluate({ ...merged, answers: { ...original.answers, ...answered(answers) } }, rules, options)
}

/** What was asked about a table that the copy does not have keeps the original's answer. */
const answered = (answers: Readonly<Record<string, Answer>>): Record<string, Answer> =>
  Object.fromEntries(Object.entries(answers).filter(([, answer]) => !('error' in answer)))

function inPlaceOf(original: Snapshot, copied: readonly Relation[], copy: Snapshot): Snapshot {
  const before = new Map(original.relations.map((relation) => [keyOf(relation), relation]))
  const relations = new Map(before)
  for (const relation of copied) relations.delete(keyOf(relation))
  for (const relation of copy.relations) {
    if (relation.extension === null) relations.set(keyOf(relation), withStatistics(relation, before.get(keyOf(relation))))
  }
  return {
    ...original,
    relations: [...relations.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, relation]) => relation),
    functions: merged(original.functions, copy.functions),
    enums: merged(original.enums, copy.enums),
    domains: merged(original.domains, copy.domains),
    sequences: merged(original.sequences, copy.sequences),
  }
}

const merged = <Named extends { readonly schema: string; readonly name: string }>(
  old: readonly Named[],
  own: readonly Named[],
): readonly Named[] => [...new Map([...old, ...own].map((each) => [keyOf(each), each])).values()]

/** Eight rows say nothing about sizes and use: what the original knows stands. */
function withStatistics(relation: Relation, original: Relation | undefined): Relation {
  if (!original) return relation
  const { bytes, tuples, owner, selectable, statistics } = original
  const columns = new Map(original.columns.map((column) => [column.name, column.statistics]))
  const indexes = new Map(original.indexes.map((index) => [index.name, index]))
  return {
    ...relation,
    bytes,
    tuples,
    owner,
    selectable,
    statistics,
    columns: relation.columns.map((column) => ({ ...column, statistics: columns.get(column.name) ?? null })),
    indexes: relation.indexes.map((index) => {
      const known = indexes.get(index.name)
      return known ? { ...index, bytes: known.bytes, statistics: known.statistics } : index
    }),
  }
}
