import { clipped } from '../../identifier.ts'
import { type Chain, chainOf } from './chain.ts'
import { type Property, propertiesOf } from './properties.ts'
import type { Scope, Value } from './scope.ts'
import { snakeCase } from './snake-case.ts'
import { argument } from './table-maker.ts'
import { textOf } from './text-of.ts'

export interface DrizzleColumn {
  /** The property that the rest of the table knows it by. */
  readonly key: string
  /** What the database may call it: the name that it is given, else the key, as it is or as `casing` writes it. */
  readonly names: readonly string[]
  readonly property: Property
  readonly chain: Chain | null
}

export const columnsOf = (node: Value, scope: Scope): readonly DrizzleColumn[] =>
  propertiesOf(node, scope).map((property) => {
    const { key } = property
    const chain = chainOf(property.node.value)
    const given = chain && textOf(argument(chain.first, 0), property.scope)
    const names = given === null || given === '' ? [key, snakeCase(key)] : [given]
    return { key, names: [...new Set(names.map((name) => clipped(name)))], property, chain }
  })
