import type { Expression, Program, VariableDeclarator } from 'oxc-parser'
import type { SchemaModule } from '../../locations/drizzle/schema-module.ts'
import { unwrapped } from '../../locations/drizzle/unwrapped.ts'

/** What Drizzle's own functions are called in a module. */
export interface DrizzleNames {
  /** Whether calling this makes a table. */
  readonly makesTable: (callee: Expression) => boolean
  /** The name that drizzle-orm exports this under; null for everything else. */
  readonly exported: (expression: Expression) => string | null
}

/** Names by module: a creator of tables that one module makes may be imported by another. */
export function drizzleNamesOf(modules: readonly SchemaModule[]): (module: SchemaModule) => DrizzleNames {
  const own = new Map(modules.map((module) => [module.file, makersIn(module, exportedIn(module))]))
  return (module) => {
    const exported = exportedIn(module)
    const makers = new Map(own.get(module.file))
    for (const { moduleRequest, entries } of module.module.staticImports) {
      const from = own.get(module.imports.get(moduleRequest.value) ?? '')
      for (const { importName, localName } of entries) {
        const made = from?.get(importName.name ?? '')
        if (made) makers.set(localName.value, made)
      }
    }
    const makerOf = (expression: Expression): Maker | undefined =>
      expression.type === 'Identifier' ? makers.get(expression.name) : undefined
    return {
      exported,
      makesTable: (callee) =>
        exported(callee) === 'pgTable' ||
        makerOf(callee) === 'creator' ||
        (callee.type === 'MemberExpression' && memberOf(callee) === 'table' && makerOf(callee.object) === 'schema'),
    }
  }
}

/** `pgTableCreator(…)` makes tables itself, `pgSchema(…)` by its member `table`. */
type Maker = 'creator' | 'schema'

function makersIn({ program }: SchemaModule, exported: DrizzleNames['exported']): ReadonlyMap<string, Maker> {
  const makers = new Map<string, Maker>()
  for (const { id, init } of declaratorsOf(program)) {
    if (id.type !== 'Identifier' || !init) continue
    const value = unwrapped(init)
    // `const pgTable = pg.pgTable` after `import * as pg`
    if (exported(value) === 'pgTable') makers.set(id.name, 'creator')
    const called = value.type === 'CallExpression' ? exported(value.callee) : null
    if (called === 'pgTableCreator') makers.set(id.name, 'creator')
    if (called === 'pgSchema') makers.set(id.name, 'schema')
  }
  return makers
}

/** Constants at the top of a module, exported ones too. */
export const declaratorsOf = ({ body }: Program): readonly VariableDeclarator[] =>
  body.flatMap((statement) => {
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement
    return declared?.type === 'VariableDeclaration' ? declared.declarations : []
  })

function exportedIn({ module }: SchemaModule): DrizzleNames['exported'] {
  const names = new Map<string, string>()
  const spaces = new Set<string>()
  for (const { moduleRequest, entries } of module.staticImports) {
    if (moduleRequest.value !== 'drizzle-orm' && !moduleRequest.value.startsWith('drizzle-orm/')) continue
    for (const { importName, localName } of entries) {
      if (importName.name !== null) names.set(localName.value, importName.name)
      else spaces.add(localName.value)
    }
  }
  return (expression) => {
    if (expression.type === 'Identifier') return names.get(expression.name) ?? null
    if (expression.type !== 'MemberExpression' || expression.object.type !== 'Identifier') return null
    return spaces.has(expression.object.name) ? memberOf(expression) : null
  }
}

/** `x` of `a.x`; null for what is computed. */
export const memberOf = (expression: Expression): string | null =>
  expression.type === 'MemberExpression' && !expression.computed && expression.property.type === 'Identifier'
    ? expression.property.name
    : null
