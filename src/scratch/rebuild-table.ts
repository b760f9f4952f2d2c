import { qualified, quote } from '../identifier.ts'
import type { Column, Relation, Sequence, Snapshot } from '../snapshot.ts'

/** One statement of a rebuild; when it fails as a whole, its parts are run one by one, so that only what cannot be built is missing. */
export interface BuildStatement {
  /** What is built, for a sentence: `the default of public.users.id`. */
  readonly what: string
  readonly sql: string
  readonly parts?: readonly BuildStatement[]
}

/** A table with its columns and their defaults, and nothing else: a partition is made like any table and attached later. */
export function tableStatement(snapshot: Snapshot, table: Relation): BuildStatement {
  const column = (each: Column): string => `${quote(each.name)} ${columnDefinition(snapshot, table, each, 'whole')}`
  const bare = (each: Column): string => `${quote(each.name)} ${columnDefinition(snapshot, table, each, 'bare')}`
  const create = (columns: readonly string[]): string =>
    `CREATE ${table.unlogged ? 'UNLOGGED ' : ''}TABLE ${qualified(table)} (${columns.join(', ')})` +
    (table.partitionKey === null ? '' : ` PARTITION BY ${table.partitionKey}`) +
    (table.options.length === 0 ? '' : ` WITH (${table.options.join(', ')})`)
  const what = `the table ${qualified(table)}`
  // A partitioned table cannot be made without the columns of its key.
  const first =
    table.partitionKey === null
      ? [{ what, sql: create([]) }, ...table.columns.map((each) => addition(table, each, bare(each)))]
      : [{ what, sql: create(table.columns.map(bare)) }]
  return {
    what,
    sql: create(table.columns.map(column)),
    parts: [...first, ...table.columns.flatMap((each) => refinements(snapshot, table, each))],
  }
}

const nameOf = (table: Relation, column: Column): string => `${qualified(table)}.${quote(column.name)}`

const addition = (table: Relation, column: Column, definition: string): BuildStatement => ({
  what: `the column ${nameOf(table, column)}`,
  sql: `ALTER TABLE ONLY ${qualified(table)} ADD COLUMN ${definition}`,
})

/** Collation and default of a column that was made without them. */
function refinements(snapshot: Snapshot, table: Relation, column: Column): readonly BuildStatement[] {
  const alter = `ALTER TABLE ONLY ${qualified(table)} ALTER COLUMN ${quote(column.name)}`
  const collation = column.collation === null ? null : collationName(snapshot, column.collation)
  return [
    ...(collation === null
      ? []
      : [
          {
            what: `the collation of ${nameOf(table, column)}`,
            sql: `${alter} SET DATA TYPE ${column.type} COLLATE ${collation}`,
          },
        ]),
    ...(column.default === null || column.generated !== null
      ? []
      : [{ what: `the default of ${nameOf(table, column)}`, sql: `${alter} SET DEFAULT ${column.default}` }]),
  ]
}

function columnDefinition(snapshot: Snapshot, table: Relation, column: Column, extent: 'whole' | 'bare'): string {
  const collation = column.collation === null || extent === 'bare' ? '' : ` COLLATE ${collationName(snapshot, column.collation)}`
  const value = column.default === null || extent === 'bare' ? '' : ` DEFAULT ${column.default}`
  return `${column.type}${collation}${generation(snapshot, table, column) ?? value}${isNotNull(table, column) ? ' NOT NULL' : ''}`
}

function generation(snapshot: Snapshot, table: Relation, column: Column): string | null {
  if (column.generated !== null) return ` GENERATED ALWAYS AS (${column.default}) ${column.generated.toUpperCase()}`
  // A partition has its parent's identity columns from the moment it is attached, and may bring none of its own.
  if (column.identity === null || table.partitionOf) return null
  const sequence = snapshot.sequences.find((each) => owns(each, table, column))
  const options = sequence ? ` (SEQUENCE NAME ${qualified(sequence)} ${sequenceOptions(sequence)})` : ''
  return ` GENERATED ${column.identity.toUpperCase()} AS IDENTITY${options}`
}

/** A NOT NULL that was never validated (PostgreSQL 18) is a constraint of its own, added with the others. */
const isNotNull = (table: Relation, column: Column): boolean =>
  column.notNull && !table.constraints.some(({ type, columns }) => type === 'not null' && columns.includes(column.name))

const owns = ({ ownedBy }: Sequence, table: Relation, column: Column): boolean =>
  ownedBy !== null && ownedBy.schema === table.schema && ownedBy.relation === table.name && ownedBy.column === column.name

const sequenceOptions = ({ start, increment, min, max, cycle }: Sequence): string =>
  `START WITH ${start} INCREMENT BY ${increment} MINVALUE ${min} MAXVALUE ${max}${cycle ? ' CYCLE' : ''}`

/** Sequences that defaults draw from: those that belong to the tables and those that belong to nobody. Identity columns make theirs. */
export function sequencesFor(
  snapshot: Snapshot,
  tables: readonly Relation[],
): { readonly create: readonly BuildStatement[]; readonly own: readonly BuildStatement[] } {
  const create: BuildStatement[] = []
  const own: BuildStatement[] = []
  for (const sequence of snapshot.sequences) {
    const owner = tables.flatMap((table) => table.columns.filter((column) => owns(sequence, table, column)))[0]
    if (sequence.ownedBy !== null && (!owner || owner.identity !== null)) continue
    const name = qualified(sequence)
    create.push({
      what: `the sequence ${name}`,
      sql: `CREATE SEQUENCE ${name} AS ${sequence.type} ${sequenceOptions(sequence)}`,
    })
    if (sequence.ownedBy === null) continue
    const { schema, relation, column } = sequence.ownedBy
    const owning = `${qualified({ schema, name: relation })}.${quote(column)}`
    own.push({ what: `the owner of the sequence ${name}`, sql: `ALTER SEQUENCE ${name} OWNED BY ${owning}` })
  }
  return { create, own }
}

/** A snapshot writes `schema.name` outside pg_catalog, whose own collations have dots in their names too (`en_US.utf8`). */
function collationName(snapshot: Snapshot, name: string): string {
  const schema = snapshot.relations.find((relation) => name.startsWith(`${relation.schema}.`))?.schema ?? 'public'
  return name.startsWith(`${schema}.`) ? qualified({ schema, name: name.slice(schema.length + 1) }) : quote(name)
}
