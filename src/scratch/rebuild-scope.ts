import type { Name } from '../fix/change.ts'
import type { Relation, Snapshot } from '../snapshot.ts'
import { scanTokens } from '../sql/parse.ts'

/** What has to be built together: tables, parents before what hangs on them, and the views over them. */
export interface Scope {
  readonly tables: readonly Relation[]
  readonly views: readonly Relation[]
  /** One sentence for each relation that is needed and cannot be built. */
  readonly notBuilt: readonly string[]
}

export const keyOf = ({ schema, name }: Name): string => JSON.stringify([schema, name])

/**
 * The tables named and, transitively, those that their foreign keys reference, their partitions and parents, and those that the
 * functions of their triggers mention; then the views that read any of them. Names that the snapshot does not hold are passed over:
 * a plan may be about to create them. Needs `loadParser()`.
 */
export function scopeOf(snapshot: Snapshot, named: readonly Name[]): Scope {
  const byKey = new Map(snapshot.relations.map((relation) => [keyOf(relation), relation]))
  const family = childrenOf(snapshot)
  const mentions = mentionsOf(snapshot)
  const reached = new Map<string, Relation>()
  const queue = named.map(keyOf)
  for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
    const relation = byKey.get(key)
    if (!relation || relation.extension !== null || reached.has(key)) continue
    reached.set(key, relation)
    queue.push(...parentsOf(relation).map(keyOf), ...(family.get(key) ?? []))
    for (const { references } of relation.constraints) {
      if (references) queue.push(keyOf({ schema: references.schema, name: references.relation }))
    }
    for (const { function: called } of relation.triggers) {
      queue.push(...mentions(snapshot.functions.find((known) => keyOf(known) === keyOf(called))?.body ?? ''))
    }
  }
  const wanted = [...reached.values()]
  const tables = parentsFirst(wanted.filter(({ kind }) => kind === 'table' || kind === 'partitioned table'))
  const foreign = wanted.filter(({ kind }) => kind === 'foreign table')
  return {
    tables,
    views: viewsOver(snapshot, tables, mentions),
    notBuilt: foreign.map(({ schema, name }) => `not built: the foreign table ${schema}.${name}, whose rows are elsewhere`),
  }
}

/** Relations whose names occur in SQL text as identifiers or inside its quoted bodies; more rather than fewer. Sorted. */
export function mentionedRelations(snapshot: Snapshot, sql: string): readonly Name[] {
  const keys = new Set(mentionsOf(snapshot)(sql))
  return snapshot.relations.filter((relation) => keys.has(keyOf(relation)))
}

export const parentsOf = ({ partitionOf, inherits }: Relation): readonly Name[] => (partitionOf ? [partitionOf] : inherits)

function childrenOf(snapshot: Snapshot): ReadonlyMap<string, readonly string[]> {
  const children = new Map<string, string[]>()
  for (const relation of snapshot.relations) {
    for (const parent of parentsOf(relation)) {
      const known = children.get(keyOf(parent))
      if (known) known.push(keyOf(relation))
      else children.set(keyOf(parent), [keyOf(relation)])
    }
  }
  return children
}

function mentionsOf(snapshot: Snapshot): (sql: string) => readonly string[] {
  const byName = new Map<string, string[]>()
  for (const relation of snapshot.relations) {
    const known = byName.get(relation.name)
    if (known) known.push(keyOf(relation))
    else byName.set(relation.name, [keyOf(relation)])
  }
  return (sql) => [...wordsOf(sql)].flatMap((word) => byName.get(word) ?? [])
}

/** Identifiers of an SQL text, those inside string constants too: bodies of functions and the SQL they build are strings. */
function wordsOf(sql: string, found: Set<string> = new Set(), depth = 0): Set<string> {
  let tokens
  try {
    tokens = scanTokens(sql)
  } catch {
    return found
  }
  for (const { tokenName, text } of tokens) {
    if (tokenName === 'SQL_COMMENT' || tokenName === 'C_COMMENT') continue
    if (tokenName === 'SCONST' && depth < 4) wordsOf(unquoted(text), found, depth + 1)
    else if (text.startsWith('"')) found.add(text.slice(1, -1).replaceAll('""', '"'))
    else found.add(text.toLowerCase())
  }
  return found
}

function unquoted(text: string): string {
  if (!text.startsWith('$')) return text.slice(text.indexOf("'") + 1, -1).replaceAll("''", "'")
  const tag = text.slice(0, text.indexOf('$', 1) + 1)
  return text.slice(tag.length, -tag.length)
}

function parentsFirst(tables: readonly Relation[]): readonly Relation[] {
  const byKey = new Map(tables.map((table) => [keyOf(table), table]))
  const ordered = new Set<Relation>()
  const add = (table: Relation): void => {
    if (ordered.has(table)) return
    for (const parent of parentsOf(table)) {
      const known = byKey.get(keyOf(parent))
      if (known) add(known)
    }
    ordered.add(table)
  }
  for (const table of tables.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))) add(table)
  return [...ordered]
}

/**
 * Views stand in the way of another type for a column, so the copy has those that read nothing but its tables, views over views after
 * them.
 */
function viewsOver(snapshot: Snapshot, tables: readonly Relation[], mentions: (sql: string) => readonly string[]): Relation[] {
  const built = new Set(tables.map(keyOf))
  const views: Relation[] = []
  let left = snapshot.relations.filter(({ viewDefinition, extension }) => viewDefinition !== null && extension === null)
  for (let before = -1; before !== views.length;) {
    before = views.length
    const next = left.filter(({ viewDefinition }) => {
      const read = mentions(viewDefinition ?? '')
      return read.length > 0 && read.every((key) => built.has(key))
    })
    left = left.filter((view) => !next.includes(view))
    views.push(...next)
    for (const view of next) built.add(keyOf(view))
  }
  return views
}
