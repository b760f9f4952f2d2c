import type { Column, Constraint, Relation, Snapshot } from '../snapshot.ts'

/** One side of a tie. `relation` is `schema.name`. */
export interface TieEnd {
  readonly relation: string
  readonly columns: readonly string[]
}

/** Columns of two tables that hold the same values, so that a row of one leads to rows of the other. */
export interface Tie {
  /** The side with many rows for one value, as in a foreign key. */
  readonly referencing: TieEnd
  /** The side with one. */
  readonly referenced: TieEnd
  readonly by: 'foreign key' | 'name'
}

/** Ties by the relation at either end. */
export type Ties = ReadonlyMap<string, readonly Tie[]>

export const relationKey = ({ schema, name }: Pick<Relation, 'schema' | 'name'>): string => `${schema}.${name}`

/** What ties the tables of a schema: its foreign keys, and where there is none, columns that are named after another table's key. */
export function tiesOf({ relations }: Pick<Snapshot, 'relations'>): Ties {
  const tables = relations.filter(({ partitionOf }) => !partitionOf)
  const byWord = new Map<string, Keyed[]>()
  for (const table of tables) {
    const key = keyOf(table)
    if (!key) continue
    for (const word of wordsFor(table.name)) {
      const known = byWord.get(word)
      if (known) known.push({ table, key })
      else byWord.set(word, [{ table, key }])
    }
  }
  const ties = new Map<string, Tie[]>()
  const add = (tie: Tie): void => {
    for (const key of new Set([tie.referencing.relation, tie.referenced.relation])) {
      const known = ties.get(key)
      if (known) known.push(tie)
      else ties.set(key, [tie])
    }
  }
  for (const table of tables) {
    for (const constraint of table.constraints) {
      const tie = declared(table, constraint)
      if (tie) add(tie)
    }
    for (const tie of namedIn(table, byWord)) add(tie)
  }
  return ties
}

function declared(table: Relation, { columns, references }: Constraint): Tie | null {
  if (!references) return null
  return {
    referencing: { relation: relationKey(table), columns },
    referenced: { relation: relationKey({ schema: references.schema, name: references.relation }), columns: references.columns },
    by: 'foreign key',
  }
}

/** A table with a key of one column. */
interface Keyed {
  readonly table: Relation
  readonly key: Column
}

function keyOf({ columns, constraints }: Relation): Column | undefined {
  const key = constraints.find(({ type, columns: of }) => type === 'primary key' && of.length === 1)
  return key && columns.find(({ name }) => name === key.columns[0])
}

/** `user_id` or `userId` without a foreign key, where exactly one table is called user or users and has a key of one column of that type. */
function namedIn(table: Relation, byWord: ReadonlyMap<string, readonly Keyed[]>): readonly Tie[] {
  const bound = new Set(table.constraints.flatMap(({ references, columns }) => (references ? columns : [])))
  return table.columns.flatMap((column): readonly Tie[] => {
    const word = bound.has(column.name) ? null : referenceWord(column.name)
    const all = word === null ? [] : (byWord.get(word) ?? [])
    const near = all.filter((keyed) => keyed.table.schema === table.schema)
    const [only, ...others] = near.length > 0 ? near : all
    if (!only || others.length > 0) return []
    if (only.key.baseType !== column.baseType || only.key === column) return []
    return [
      {
        referencing: { relation: relationKey(table), columns: [column.name] },
        referenced: { relation: relationKey(only.table), columns: [only.key.name] },
        by: 'name',
      },
    ]
  })
}

/** `user` of `user_id`, `userId` and `userID`; null for a column that is not named after a key. */
function referenceWord(column: string): string | null {
  const word = column.endsWith('_id')
    ? column.slice(0, -3)
    : column.endsWith('Id') || column.endsWith('ID')
      ? column.slice(0, -2)
      : null
  return word ? plain(word) : null
}

/** What a column that refers to the table may be called: `speaking_questions` is `speaking_question`, `categories` is `category`. */
function wordsFor(table: string): ReadonlySet<string> {
  const word = plain(table)
  return new Set([
    word,
    ...(word.endsWith('ies') ? [`${word.slice(0, -3)}y`] : []),
    ...(word.endsWith('es') ? [word.slice(0, -2)] : []),
    ...(word.endsWith('s') ? [word.slice(0, -1)] : []),
  ])
}

const plain = (name: string): string => name.replaceAll('_', '').toLowerCase()
