import { scanTokens } from '../sql/parse.ts'
import { tagsOf } from '../workload/tags.ts'

/** As PostgreSQL 18 writes a list of constants: a mark behind the first. */
const SQUASHED = '/*, ... */'

/**
 * A normalized statement without its comments, in which applications write what they like: addresses, tokens. The tags of sqlcommenter stay,
 * which say where a statement comes from, and so does PostgreSQL's own mark. A text that cannot be scanned stays as it is. Needs
 * `loadParser()` to have resolved.
 */
export function withoutComments(query: string): string {
  if (!mayHaveComments(query)) return query
  const bytes = Buffer.from(query)
  let comments: readonly { readonly start: number; readonly end: number }[]
  try {
    comments = scanTokens(query)
      .filter(({ tokenName }) => tokenName === 'C_COMMENT' || tokenName === 'SQL_COMMENT')
      .filter(({ start, end }) => !isKept(bytes.subarray(start, end).toString()))
  } catch {
    return query
  }
  const starts = [0, ...comments.map(({ end }) => end)]
  return starts
    .map((start, at) => bytes.subarray(start, comments[at]?.start).toString())
    .join(' ')
    .trim()
}

export const mayHaveComments = (query: string): boolean => query.includes('/*') || query.includes('--')

const isKept = (comment: string): boolean => comment === SQUASHED || Object.keys(tagsOf(comment)).length > 0
