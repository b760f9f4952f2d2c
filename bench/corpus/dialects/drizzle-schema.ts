import { getTableColumns, relations } from 'drizzle-orm'
import {
  bigint,
  boolean,
  integer,
  type PgColumnBuilderBase,
  pgSchema,
  type PgTable,
  pgTable,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core'
import { type Column, type ColumnType, type Domain, relationOf, type Table } from '../table.ts'

/** What an application's `schema.ts` exports for these tables: each by its own name, and its relations. */
export interface DrizzleSchema {
  readonly exported: Readonly<Record<string, unknown>>
  table(table: Table): PgTable
}

const builders: Record<ColumnType, (name: string) => PgColumnBuilderBase> = {
  uuid: (name) => uuid(name),
  bigint: (name) => bigint(name, { mode: 'number' }),
  integer: (name) => integer(name),
  text: (name) => text(name),
  timestamp: (name) => timestamp(name, { mode: 'string' }),
  boolean: (name) => boolean(name),
}

export function drizzleSchema(domain: Domain): DrizzleSchema {
  const tables = new Map(domain.tables.map((table) => [relationOf(table), pgTableOf(table)]))
  const of = (relation: string): PgTable => {
    const table = tables.get(relation)
    if (!table) throw new Error(`${domain.name} has no table ${relation}`)
    return table
  }
  const exported: Record<string, unknown> = {}
  for (const table of domain.tables) {
    exported[exportName(table)] = of(relationOf(table))
    exported[`${exportName(table)}Relations`] = relationsOf(domain, table, of)
  }
  return { exported, table: (table) => of(relationOf(table)) }
}

/** `orderLines` of `order_lines`, `billingEvents` of `billing.events`. */
export const exportName = (table: Table): string =>
  relationOf(table)
    .split('.')
    .flatMap((part) => part.split('_'))
    .map((part, at) => (at === 0 ? part.slice(0, 1).toLowerCase() : part.slice(0, 1).toUpperCase()) + part.slice(1))
    .join('')

/** The name of the relation from a referencing row to its referenced one. */
export const towards = (columns: readonly string[]): string => `by_${columns.join('_')}`

function pgTableOf({ schema, name, columns }: Table): PgTable {
  const built = Object.fromEntries(columns.map((column) => [column.name, builderOf(column)]))
  return schema === 'public' ? pgTable(name, built) : pgSchema(schema).table(name, built)
}

const builderOf = ({ name, type }: Column): PgColumnBuilderBase => builders[type](name)

/** Which columns these are is known when the code runs, not when it is compiled. */
const named = (target: PgTable, names: readonly string[]): [never, ...never[]] =>
  names.map((name) => getTableColumns(target)[name]) as unknown as [never, ...never[]]

function relationsOf(domain: Domain, table: Table, of: (relation: string) => PgTable): unknown {
  return relations(of(relationOf(table)), ({ one, many }) => {
    const forwards = table.references.map((reference) => [
      towards(reference.columns),
      one(of(reference.table), {
        fields: named(of(relationOf(table)), reference.columns),
        references: named(of(reference.table), reference.to),
        relationName: `${relationOf(table)}.${towards(reference.columns)}`,
      }),
    ])
    const backwards = domain.tables.flatMap((referencing) =>
      referencing.references
        .filter((reference) => reference.table === relationOf(table))
        .map((reference) => [
          backwardsFrom(referencing, reference.columns),
          many(of(relationOf(referencing)), { relationName: `${relationOf(referencing)}.${towards(reference.columns)}` }),
        ]),
    )
    return Object.fromEntries([...forwards, ...backwards]) as Record<string, never>
  })
}

export const backwardsFrom = (referencing: Table, columns: readonly string[]): string =>
  `${exportName(referencing)}_${towards(columns)}`
