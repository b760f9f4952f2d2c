import type { Result } from '../finding.ts'
import { count, groupBy } from './counts.ts'
import type { Skip } from './report.ts'

/** Lines beyond this many are counted: a reader who needs them all reads the JSON. */
export const MAX_REASONS = 12

interface Reasoned {
  readonly rule: string | null
  readonly reason: string
}

export const withReason = ({ rule, subject, reason }: Skip | Result): Reasoned => ({
  rule,
  reason: rule === null ? `${subject}: ${reason}` : (reason ?? 'no reason was given'),
})

/** One line a reason, with the rules it is about and how often it came, the most frequent first. At most `most` rules are named. */
export function reasonsOf<Item>(items: readonly Item[], shape: (item: Item) => Reasoned, most = Infinity): string[] {
  const groups = [...groupBy(items.map(shape), ({ reason }) => reason)].toSorted(([, a], [, b]) => b.length - a.length)
  const lines = groups.slice(0, MAX_REASONS).map(([reason, members]) => {
    const rules = [...new Set(members.flatMap(({ rule }) => (rule === null ? [] : [rule])))]
    const times = members.length > 1 ? `${members.length} × ` : ''
    return rules.length ? `${times}${reason} [${named(rules, most)}]` : `${times}${reason}`
  })
  const hidden = groups.slice(MAX_REASONS).reduce((sum, [, members]) => sum + members.length, 0)
  return hidden ? [...lines, `… and ${count(hidden, 'more', 'more')}: see --format json`] : lines
}

const named = (rules: readonly string[], most: number): string =>
  rules.length <= most + 1 ? rules.join(', ') : `${rules.slice(0, most).join(', ')} and ${rules.length - most} more`
