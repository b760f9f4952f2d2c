import type { Binding, Scope, Value } from './scope.ts'
import { unwrapped } from './unwrapped.ts'

/** What an expression stands for: an expression that is written somewhere, or something that drizzle-orm/pg-core exports. */
export type Meaning =
  { readonly kind: 'written'; readonly node: Value; readonly scope: Scope } | { readonly kind: 'drizzle'; readonly name: string }

/** A name that stands for a name that stands for …: nobody means more than these, and a circle ends here. */
export const MAX_STEPS = 30

const CORE = 'drizzle-orm/pg-core'

/** Follows names and imports; null where they lead out of the files that were read. */
export function meaningOf(node: Value, scope: Scope, steps = MAX_STEPS): Meaning | null {
  const bare = unwrapped(node)
  if (bare.type === 'Identifier') {
    const binding = scope.names.get(bare.name)
    return binding ? follow(binding, scope, steps - 1) : null
  }
  if (bare.type === 'MemberExpression' && !bare.computed && bare.object.type === 'Identifier') {
    const owner = scope.names.get(bare.object.name)
    if (owner?.kind === 'namespace') return imported(owner.from, bare.property.name, scope, steps - 1)
  }
  return { kind: 'written', node: bare, scope }
}

function follow(binding: Binding, scope: Scope, steps: number): Meaning | null {
  if (steps <= 0) return null
  if (binding.kind === 'value') return meaningOf(binding.node, scope, steps)
  if (binding.kind === 'import') return imported(binding.from, binding.name, scope, steps)
  const aliased = binding.kind === 'alias' ? scope.names.get(binding.name) : undefined
  return aliased ? follow(aliased, scope, steps - 1) : null
}

function imported(from: string, name: string, scope: Scope, steps: number): Meaning | null {
  if (from === CORE) return { kind: 'drizzle', name }
  const target = scope.all.get(scope.module.imports.get(from) ?? '')
  if (!target || steps <= 0) return null
  const binding = target.exported.get(name)
  if (binding) return follow(binding, target, steps - 1)
  for (const star of target.stars) {
    const found = imported(star, name, target, steps - 1)
    if (found) return found
  }
  return null
}
