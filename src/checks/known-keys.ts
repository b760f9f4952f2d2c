import type { Context } from '../check.ts'
import type { Relation, Snapshot } from '../snapshot.ts'
import { keysInFunction } from '../sql/keys-in-function.ts'
import { catalogOf } from '../workload/catalog.ts'
import { documentKey, type DocumentRead, documentsOf } from '../workload/document-reads.ts'
import { shapeOf } from '../workload/shape-of.ts'
import { documentsInExpression } from './document-expression.ts'
import { sampledKeys } from './sampled-keys.ts'

/** For evidence. */
export const KEYS_ARE_REPLACED =
  'pg_stat_statements keeps $1 where a statement names a key: the keys here are those that the schema, views, functions or sampled rows name'

/**
 * The keys that something names, each with what does: `views: index posts_views_idx, view published`. Sorted; never a guess. The statements
 * themselves hardly ever say, and those that do have it from a view.
 */
export function knownKeys(
  context: Context<unknown>,
  relation: Relation,
  column: string,
  reads: readonly DocumentRead[],
): readonly string[] {
  const { snapshot } = context
  const sources = new Map<string, Set<string>>()
  const add = (key: string, source: string): void => {
    const known = sources.get(key)
    if (known) known.add(source)
    else sources.set(key, new Set([source]))
  }
  for (const { name, keys, predicate } of relation.indexes)
    for (const key of keysIn(relation, column, [...keys.map(({ expression }) => expression), predicate]))
      add(key, `index ${name}`)
  for (const { name, generated, default: expression } of relation.columns)
    if (generated !== null) for (const key of keysIn(relation, column, [expression])) add(key, `column ${name}`)
  for (const [key, views] of viewKeys(snapshot).get(documentKey(relation.schema, relation.name, column)) ?? [])
    for (const view of views) add(key, `view ${view}`)
  for (const { function: called } of relation.triggers) {
    const body = snapshot.functions.find(({ schema, name }) => schema === called.schema && name === called.name)?.body
    for (const key of body === undefined ? [] : keysInFunction(body, column)) add(key, `function ${called.name}`)
  }
  for (const { uses } of reads) for (const { key } of uses) if (key !== null && !sources.has(key)) add(key, 'a statement')
  for (const { key, types } of sampledKeys(context.answer, context.rule.id, relation, column)) add(key, `rows (${types})`)
  return [...sources].map(([key, from]) => `${key}: ${[...from].toSorted().join(', ')}`).toSorted()
}

const keysIn = (relation: Relation, column: string, expressions: readonly (string | null)[]): readonly string[] =>
  expressions
    .flatMap((expression) => (expression === null ? [] : documentsInExpression(relation, expression)))
    .flatMap((document) => (document.column === column && document.key !== null ? [document.key] : []))

type ViewKeys = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>
const views = new WeakMap<Snapshot['relations'], ViewKeys>()

/** By `documentKey`, then by key: the views that name it. */
function viewKeys(snapshot: Pick<Snapshot, 'relations'>): ViewKeys {
  let known = views.get(snapshot.relations)
  if (!known) views.set(snapshot.relations, (known = readViews(snapshot)))
  return known
}

function readViews(snapshot: Pick<Snapshot, 'relations'>): ViewKeys {
  const catalog = catalogOf(snapshot)
  const byDocument = new Map<string, Map<string, Set<string>>>()
  for (const { name, viewDefinition } of snapshot.relations) {
    const shape = viewDefinition === null ? null : shapeOf(viewDefinition, catalog)
    if (shape === null || 'reason' in shape) continue
    for (const [document, uses] of documentsOf(shape)) {
      const keys = byDocument.get(document) ?? new Map<string, Set<string>>()
      for (const { key } of uses) if (key !== null) keys.set(key, (keys.get(key) ?? new Set<string>()).add(name))
      byDocument.set(document, keys)
    }
  }
  return byDocument
}
