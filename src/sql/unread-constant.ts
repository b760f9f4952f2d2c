import type { Clause } from './clause.ts'
import type { ColumnOf, Constant } from './constant.ts'
import { internalName, typeOf } from './type-of.ts'

/** How the catalog writes a value of each type that a session reads by its own settings. */
const EXAMPLES: Readonly<Record<string, string>> = {
  date: "'2024-01-31'",
  timestamp: "'2024-01-31 10:00:00'",
  timestamptz: "'2024-01-31 10:00:00+00'",
  time: "'10:00:00'",
  interval: "'1 day 02:00:00'",
}

/**
 * A date, a time or an interval in a condition of which only a server can say what it is: `'01/02/2024'` is read by DateStyle, a
 * timestamptz without a zone by TimeZone. The catalog has it in another form, so that no index could be recognized. One sentence with
 * the remedy, null where every constant is plain.
 */
export function unreadConstant(condition: Clause, columnOf: ColumnOf): string | null {
  if (condition.kind === 'and' || condition.kind === 'or') {
    return condition.of.map((part) => unreadConstant(part, columnOf)).find((found) => found !== null) ?? null
  }
  if (condition.kind !== 'compare' || condition.right.kind !== 'constant' || condition.right.form !== 'string') return null
  const type = typeName(condition.right) ?? typeOf(condition.left, columnOf)?.name
  const example = type === undefined ? undefined : EXAMPLES[type]
  if (example === undefined) return null
  return `what '${condition.right.value}' says depends on the settings of a session; write the ${type} as PostgreSQL prints it: ${example}`
}

const typeName = ({ type }: Constant): string | undefined => (type === null ? undefined : internalName(type))
