import type { CallExpression, MemberExpression } from 'oxc-parser'

type Found = CallExpression | MemberExpression

/** Every node of that type in a tree, outer before inner. */
export function nodesOf<Type extends Found['type']>(
  tree: unknown,
  type: Type,
): readonly Extract<Found, { readonly type: Type }>[] {
  const found: Extract<Found, { readonly type: Type }>[] = []
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const part of node) visit(part)
    else if (node !== null && typeof node === 'object') {
      if ('type' in node && node.type === type) found.push(node as Extract<Found, { readonly type: Type }>)
      for (const part of Object.values(node)) visit(part)
    }
  }
  visit(tree)
  return found
}
