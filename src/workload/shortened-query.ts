import { printable } from '../report/printable.ts'
import { withoutComments } from '../sql/without-comments.ts'

/** Characters (code points) of a statement that a finding shows. */
const LONGEST = 400

/**
 * A normalized statement as evidence: one printable line of at most 400 characters, with `…` where it was cut. Comments are left out, for
 * pg_stat_statements keeps what applications write into them. Needs `loadParser()` to have resolved.
 */
export function shortenedQuery(query: string): string {
  const line = [...printable(withoutComments(query).replace(/\s+/gu, ' ').trim())]
  return line.length <= LONGEST ? line.join('') : `${line.slice(0, LONGEST - 1).join('')}…`
}
