import { meaningOf } from './meaning.ts'
import { propertiesOf } from './properties.ts'
import type { SchemaModule } from './schema-module.ts'
import { type Binding, type Scope, scopesOf, type Value } from './scope.ts'
import { argument } from './table-maker.ts'
import { textOf } from './text-of.ts'

/** What a drizzle.config says, as far as it is written down and need not be computed. Paths and globs are as written. */
export interface DrizzleConfig {
  /** Null where the config has it but only a run of its code would tell; empty where it has none. */
  readonly schema: readonly string[] | null
  readonly out: string | null
}

/** Reads `export default {…}`, with `defineConfig(…)` around it or not, and `module.exports = …`. */
export function configEntry(module: SchemaModule): DrizzleConfig {
  const [scope] = scopesOf([module])
  const exported = scope && (valueOf(scope.exported.get('default'), scope) ?? commonJsExport(scope))
  if (!scope || !exported) return { schema: null, out: null }
  const meaning = meaningOf(exported, scope)
  const written = meaning?.kind === 'written' ? meaning.node : null
  const object = written?.type === 'CallExpression' ? argument(written, 0) : written
  const properties = object ? propertiesOf(object, scope) : []
  const valueNamed = (name: string): Value | undefined => properties.find(({ key }) => key === name)?.node.value
  const schema = valueNamed('schema')
  return {
    schema: schema ? textsOf(schema, scope) : properties.length > 0 ? [] : null,
    out: textOf(valueNamed('out'), scope),
  }
}

function valueOf(binding: Binding | undefined, scope: Scope): Value | null {
  if (binding?.kind === 'alias') return valueOf(scope.names.get(binding.name), scope)
  return binding?.kind === 'value' ? binding.node : null
}

function commonJsExport({ module }: Scope): Value | null {
  for (const statement of module.program.body) {
    if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'AssignmentExpression') continue
    const { left, right } = statement.expression
    if (left.type !== 'MemberExpression' || left.computed || left.object.type !== 'Identifier') continue
    if (left.object.name === 'module' && left.property.name === 'exports') return right
  }
  return null
}

function textsOf(node: Value, scope: Scope): readonly string[] | null {
  const meaning = meaningOf(node, scope)
  const list =
    meaning?.kind === 'written' && meaning.node.type === 'ArrayExpression'
      ? meaning.node.elements.map((each) => (each && each.type !== 'SpreadElement' ? textOf(each, scope) : null))
      : [textOf(node, scope)]
  return list.every((text) => text !== null) ? list : null
}
