import type { Declaration, Directive, Expression, Function, ModuleExportName, Statement } from 'oxc-parser'
import type { SchemaModule } from './schema-module.ts'

export type Value = Expression | Function

/** What a name stands for at the top of a module. `from` is as the import writes it. */
export type Binding =
  | { readonly kind: 'value'; readonly node: Value }
  | { readonly kind: 'import'; readonly from: string; readonly name: string }
  | { readonly kind: 'namespace'; readonly from: string }
  /** Exported under another name. */
  | { readonly kind: 'alias'; readonly name: string }

/** The names of a module, from the outside and from the inside. */
export interface Scope {
  readonly module: SchemaModule
  /** Of all modules, by file. */
  readonly all: ReadonlyMap<string, Scope>
  readonly names: ReadonlyMap<string, Binding>
  readonly exported: ReadonlyMap<string, Binding>
  /** What `export * from` names. */
  readonly stars: readonly string[]
}

/** The scopes of modules that import one another. */
export function scopesOf(modules: readonly SchemaModule[]): readonly Scope[] {
  const all = new Map<string, Scope>()
  for (const module of modules) all.set(module.file, scopeOf(module, all))
  return [...all.values()]
}

function scopeOf(module: SchemaModule, all: ReadonlyMap<string, Scope>): Scope {
  const names = new Map<string, Binding>()
  const exported = new Map<string, Binding>()
  const stars: string[] = []
  for (const statement of module.program.body) {
    if (statement.type === 'ImportDeclaration') {
      const from = statement.source.value
      for (const each of statement.specifiers) {
        if (each.type === 'ImportNamespaceSpecifier') names.set(each.local.name, { kind: 'namespace', from })
        else {
          const name = each.type === 'ImportSpecifier' ? textOfName(each.imported) : 'default'
          names.set(each.local.name, { kind: 'import', from, name })
        }
      }
    } else if (statement.type === 'ExportAllDeclaration') {
      const from = statement.source.value
      if (statement.exported) exported.set(textOfName(statement.exported), { kind: 'namespace', from })
      else stars.push(from)
    } else if (statement.type === 'ExportDefaultDeclaration') {
      const { declaration } = statement
      if (declaration.type !== 'ClassDeclaration' && declaration.type !== 'TSInterfaceDeclaration')
        exported.set('default', { kind: 'value', node: declaration as Value })
    } else if (statement.type === 'ExportNamedDeclaration') {
      for (const [name, binding] of declared(statement.declaration)) {
        names.set(name, binding)
        exported.set(name, binding)
      }
      for (const { local, exported: outside } of statement.specifiers) {
        const name = textOfName(local)
        exported.set(
          textOfName(outside),
          statement.source ? { kind: 'import', from: statement.source.value, name } : { kind: 'alias', name },
        )
      }
    } else for (const [name, binding] of declared(statement)) names.set(name, binding)
  }
  return { module, all, names, exported, stars }
}

function declared(statement: Statement | Directive | Declaration | null): [string, Binding][] {
  if (statement?.type === 'FunctionDeclaration' && statement.id) return [[statement.id.name, { kind: 'value', node: statement }]]
  if (statement?.type !== 'VariableDeclaration') return []
  return statement.declarations.flatMap(({ id, init }): [string, Binding][] =>
    id.type === 'Identifier' && init ? [[id.name, { kind: 'value', node: init }]] : [],
  )
}

const textOfName = (name: ModuleExportName): string => (name.type === 'Literal' ? name.value : name.name)
