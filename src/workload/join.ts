import type { JoinExpr } from 'libpg-query'
import { stringOf } from '../sql/node-text.ts'
import { conditions } from './conditions.ts'
import { named, readFrom } from './from.ts'
import { listed, type Output, type Reading, type Scope, type Source } from './reading.ts'

/** Reads both sides of a JOIN into the scope, and what joins them. */
export function readJoin(reading: Reading, scope: Scope, expression: JoinExpr): void {
  const { jointype, larg, rarg, quals, alias } = expression
  const before = scope.sources.length
  const first = reading.uses.length
  if (larg) readFrom(reading, scope, larg)
  const middle = scope.sources.length
  const second = reading.uses.length
  if (rarg) readFrom(reading, scope, rarg)
  const [left, right] = [scope.sources.slice(before, middle), scope.sources.slice(middle)]
  const [lefts, rights] = [reading.uses.slice(first, second), reading.uses.slice(second)]
  // Rows of these come back even where ON does not hold.
  const kept = [
    ...(jointype === 'JOIN_LEFT' || jointype === 'JOIN_FULL' ? lefts : []),
    ...(jointype === 'JOIN_RIGHT' || jointype === 'JOIN_FULL' ? rights : []),
  ]
  const held = kept.map(({ predicates }) => predicates.length)
  conditions(reading, scope, quals, 'join')
  kept.forEach(({ predicates }, at) => {
    for (let each = held[at] ?? 0; each < predicates.length; each++)
      predicates[each] = { kind: 'other', column: predicates[each]?.column ?? '', value: 'expression', negated: false }
  })
  if (jointype === 'JOIN_RIGHT' || jointype === 'JOIN_FULL') for (const use of lefts) use.optional = true
  if (jointype === 'JOIN_LEFT' || jointype === 'JOIN_FULL') for (const use of rights) use.optional = true
  const shared = sharedBy(expression, left, right)
  for (const name of shared) {
    const placeIn = (sources: readonly Source[]) => sources.flatMap(({ output }) => output.column(name)?.place ?? [])[0]
    const [one, other] = [placeIn(left), placeIn(right)]
    if (one && other) reading.edges.push({ left: one, right: other })
  }
  // Of two columns that USING makes one, a bare name means that of the side whose rows all come back.
  const hide = (sources: readonly Source[]): readonly Source[] =>
    sources.map((source) => ({ ...source, hidden: [...source.hidden, ...shared] }))
  const merged = jointype === 'JOIN_RIGHT' ? [...hide(left), ...right] : [...left, ...hide(right)]
  scope.sources.splice(before, Infinity, ...(alias ? [named(alias, null, together(merged))] : merged))
}

/** The columns of USING, or those that both sides of a NATURAL join have. */
function sharedBy(
  { usingClause = [], isNatural }: JoinExpr,
  left: readonly Source[],
  right: readonly Source[],
): readonly string[] {
  if (isNatural !== true) return usingClause.map(stringOf)
  const others = new Set(namesIn(right))
  return [...new Set(namesIn(left))].filter((name) => others.has(name))
}

const namesIn = (sources: readonly Source[]): readonly string[] =>
  sources.flatMap(({ output, hidden }) => output.all().flatMap(({ name }) => (hidden.includes(name) ? [] : [name])))

/** All columns of a join, which an alias gives one name. */
const together = (sources: readonly Source[]): Output => ({
  ...listed(
    sources.flatMap(({ output, hidden }) => output.all().filter(({ name }) => !hidden.includes(name))),
    sources.flatMap(({ output }) => output.whole),
  ),
  open: sources.some(({ output }) => output.open),
})
