import type { Place, Shape } from '../../src/workload/shape.ts'

const list = (before: string, items: readonly string[]): readonly string[] =>
  items.length > 0 ? [`${before} ${items.join(', ')}`] : []

/** A shape in lines: only what it has, in the order of the interface. `$` is a key that is not known, `?` what is no column. A table that is used twice is numbered: `users`, `users#2`. */
export function toldShape(shape: Shape | { readonly reason: string }): readonly string[] {
  if ('reason' in shape) return [shape.reason]
  const name = (use: number): string => {
    const { schema, relation } = shape.uses[use]!
    const earlier = shape.uses.slice(0, use).filter((each) => each.schema === schema && each.relation === relation).length
    return (schema === 'public' ? '' : `${schema}.`) + relation + (earlier > 0 ? `#${earlier + 1}` : '')
  }
  const at = (place: Place | null): string => (place ? `${name(place.use)}.${place.column}` : '?')
  const { writes, returns, locking } = shape
  return [
    ...(shape.kind === 'select' && !writes
      ? []
      : [[shape.kind, writes ? name(writes.use) : '?', ...(writes?.columns ?? [])].join(' ')]),
    ...shape.uses.map(({ inner, only, optional, predicates }, use) => {
      const flags = [...(inner ? ['inner'] : []), ...(only ? ['only'] : []), ...(optional ? ['optional'] : [])]
      const held = predicates.map(({ kind, column, value, negated }) =>
        [negated ? 'not' : '', column, kind, value === 'none' ? '' : value].filter(Boolean).join(' '),
      )
      return [['use', name(use), ...flags].join(' '), held.join(', ')].filter(Boolean).join(': ')
    }),
    ...shape.edges.map(({ left, right }) => `edge ${at(left)} = ${at(right)}`),
    ...shape.documents.map(
      (each) => `${each.clause} ${at(each)} ${each.operator} ${each.key ?? '$'}${each.cast === null ? '' : ` as ${each.cast}`}`,
    ),
    ...shape.order.map(
      ({ place, descending, nullsFirst }) =>
        `order ${at(place)} ${descending ? 'desc' : 'asc'} nulls ${nullsFirst ? 'first' : 'last'}`,
    ),
    ...shape.groups.map((place) => `group ${at(place)}`),
    ...(['limit', 'offset', 'distinct', 'oneRow'] as const).filter((flag) => shape[flag]),
    ...(locking ? [`locks ${locking.strength}${locking.skipLocked ? ' skip locked' : ''}`] : []),
    ...list('returns', [
      ...returns.whole.map((use) => `${name(use)}.*`),
      ...returns.columns.map(at),
      ...(returns.computed ? ['?'] : []),
    ]),
    ...shape.unresolved.map((each) => `unresolved: ${each}`),
    ...Object.entries(shape.tags).map(([key, value]) => `tag ${key}=${value}`),
  ]
}
