import type { CallExpression } from 'oxc-parser'
import type { Location } from '../../finding.ts'
import { clipped, qualified } from '../../identifier.ts'
import { lineFinder } from '../line-finder.ts'
import type { KeyedPlace, Places, TablePlaces } from '../places.ts'
import { columnsOf, type DrizzleColumn } from './columns.ts'
import { extrasOf } from './extras.ts'
import type { SchemaModule } from './schema-module.ts'
import { type Scope, scopesOf } from './scope.ts'
import { argument, tableMakerOf } from './table-maker.ts'
import { textOf } from './text-of.ts'
import { nodesOf } from './walk.ts'

type PlaceOf = (scope: Scope, node: { readonly start: number }) => Location

/** Where a Drizzle schema declares its tables. What is declared twice counts where it comes first, in the order of the modules. */
export function drizzlePlaces(modules: readonly SchemaModule[]): Places {
  const tables = new Map<string, TablePlaces>()
  const lines = new Map(modules.map(({ file, text }) => [file, lineFinder(text)]))
  const placeOf: PlaceOf = ({ module: { file } }, { start }) => ({ file, line: lines.get(file)?.(start) ?? 1 })
  for (const scope of scopesOf(modules)) {
    for (const call of nodesOf(scope.module.program.body, 'CallExpression')) {
      const table = tableOf(call, scope, placeOf)
      if (table && !tables.has(qualified(table))) tables.set(qualified(table), table)
    }
  }
  return tables
}

function tableOf(call: CallExpression, scope: Scope, placeOf: PlaceOf): TablePlaces | null {
  const written = textOf(argument(call, 0), scope)
  const maker = written === null ? null : tableMakerOf(call.callee, scope)
  const full = written === null ? null : (maker?.nameOf(written) ?? null)
  if (!maker || full === null) return null
  const [second, third] = [argument(call, 1), argument(call, 2)]
  const columns = second ? columnsOf(second, scope) : []
  const extras = third ? extrasOf(third, scope, full, columns) : []
  const keyed = (what: 'index' | 'constraint'): [string, KeyedPlace][] =>
    extras
      .filter((extra) => extra.what === what)
      .flatMap(({ kind, names, columns: keys, node, scope: home }) =>
        names.map((name): [string, KeyedPlace] => [name, { kind, columns: keys, location: placeOf(home, node) }]),
      )
  return {
    schema: maker.schema,
    name: clipped(full),
    made: placeOf(scope, call),
    columns: columnPlaces(columns, placeOf),
    indexes: new Map(keyed('index')),
    constraints: new Map([...columns.flatMap((column) => columnConstraints(column, full, placeOf)), ...keyed('constraint')]),
    triggers: new Map(),
    dropped: [],
  }
}

/** A name that is given counts before one that a key may mean. */
function columnPlaces(columns: readonly DrizzleColumn[], placeOf: PlaceOf): ReadonlyMap<string, Location> {
  const sorted = columns.toSorted((left, right) => left.names.length - right.names.length)
  const places = new Map<string, Location>()
  for (const { names, property } of sorted)
    for (const name of names) if (!places.has(name)) places.set(name, placeOf(property.scope, property.node))
  return places
}

/** `.unique()` and `.primaryKey()` of a column, under the names that Drizzle and PostgreSQL give them. */
function columnConstraints({ names, property, chain }: DrizzleColumn, table: string, placeOf: PlaceOf): [string, KeyedPlace][] {
  const place: KeyedPlace = { kind: 'key', columns: [names], location: placeOf(property.scope, property.node) }
  return (chain?.rest ?? []).flatMap(({ method, call }): [string, KeyedPlace][] => {
    if (method === 'primaryKey') return [[clipped(`${table}_pkey`), place]]
    if (method !== 'unique') return []
    const given = textOf(argument(call, 0), property.scope)
    return (given === null ? names.map((name) => `${table}_${name}_unique`) : [given]).map((name) => [clipped(name), place])
  })
}
