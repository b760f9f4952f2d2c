import type { AlteredColumn, Change, ExtractedColumn, Extraction, NewIndex } from './change.ts'

/** Two changes of one object as one change; null when they cannot both be made. `first` has its final name. */
export function merge(first: Change, second: Change): Change | null {
  if (first.kind === 'extraction' && second.kind === 'extraction') return mergeExtractions(first, second)
  if (first.kind === 'altered column' && second.kind === 'altered column') return mergeAlterations(first, second)
  if (first.kind === 'index' && second.kind === 'index') return mergeIndexes(first, second)
  return identityOf(first) === identityOf(second) ? first : null
}

/**
 * What a change makes or alters, in words to compare: two changes that share one are merged, or cannot both be made. A column is added
 * once, whether by itself or with others out of a document.
 */
export const subjectsOf = (change: Change): readonly string[] =>
  change.kind === 'extraction'
    ? [subjectOf(change), ...change.columns.filter(({ exists }) => !exists).map(({ name }) => text('column', change.table, name))]
    : [subjectOf(change)]

/** An index and a constraint by what they are, the rest by name. */
function subjectOf(change: Change): string {
  const { kind, table } = change
  switch (change.kind) {
    case 'table':
      return text(kind, table)
    case 'column':
      return text(kind, table, change.column.name)
    case 'altered column':
      return text(kind, table, change.column)
    case 'extraction':
      return text(kind, table, change.document)
    case 'function':
      return text(kind, change.function, change.parameters)
    case 'trigger':
      return text(kind, table, change.timing, change.events, change.function, change.arguments)
    case 'index':
      return text(kind, table, change.unique, change.method, change.keys, change.include, change.predicate)
    case 'reindex':
    case 'dropped index':
      return text('existing index', table, change.index.name)
    case 'constraint':
      return text(kind, table, change.columns, change.definition)
    case 'validation':
      return text(kind, table, change.constraint)
  }
}

/** The first to ask gives it its name; either may know of an index whose place it takes. */
const mergeIndexes = (first: NewIndex, second: NewIndex): NewIndex =>
  first.replaces === null && second.replaces !== null ? { ...first, replaces: second.replaces } : first

/** All of a change but what may differ between two that come to the same: a function's table, a wanted name. */
function identityOf(change: Change): string {
  if (change.kind === 'function') return text({ ...change, table: null })
  return change.kind === 'trigger' || change.kind === 'constraint' ? text({ ...change, name: null }) : text(change)
}

function mergeExtractions(first: Extraction, second: Extraction): Extraction | null {
  if (first.sync !== second.sync || first.documentType !== second.documentType) return null
  const columns = new Map(first.columns.map((column) => [column.name, column]))
  for (const column of second.columns) {
    const known = columns.get(column.name)
    const merged = known ? mergeColumns(known, column) : column
    if (!merged) return null
    columns.set(column.name, merged)
  }
  const all = [...columns.values()]
  return text(all) === text(first.columns) ? first : { ...first, columns: all }
}

/** The wider of two types: one rule's sample saw fractions, or was not asked. */
function mergeColumns(first: ExtractedColumn, second: ExtractedColumn): ExtractedColumn | null {
  const types = [first.type, second.type]
  const type = first.type === second.type ? first.type : types.every(isNumber) ? 'numeric' : null
  if (type === null) return null
  const keys = [...new Set([...first.keys, ...second.keys])]
  return { name: first.name, type, keys, exists: first.exists && second.exists }
}

const isNumber = (type: string): boolean => type === 'integer' || type === 'numeric'

function mergeAlterations(first: AlteredColumn, second: AlteredColumn): AlteredColumn | null {
  if (first.type && second.type && text(first.type) !== text(second.type)) return null
  if (first.default && second.default && text(first.default) !== text(second.default)) return null
  const both: AlteredColumn = {
    ...first,
    type: first.type ?? second.type,
    setNotNull: first.setNotNull || second.setNotNull,
    default: first.default ?? second.default,
  }
  return text(both) === text(first) ? first : both
}

const text = (...parts: readonly unknown[]): string => JSON.stringify(parts)
