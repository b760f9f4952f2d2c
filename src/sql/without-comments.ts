import { scanTokens } from './parse.ts'

export const mayHaveComments = (query: string): boolean => query.includes('/*') || query.includes('--')

/** SQL without its comments but for those that `keeps` says. A text that cannot be scanned stays as it is. Needs `loadParser()` to have resolved. */
export function withoutComments(query: string, keeps: (comment: string) => boolean = () => false): string {
  if (!mayHaveComments(query)) return query
  const bytes = Buffer.from(query)
  let comments: readonly { readonly start: number; readonly end: number }[]
  try {
    comments = scanTokens(query)
      .filter(({ tokenName }) => tokenName === 'C_COMMENT' || tokenName === 'SQL_COMMENT')
      .filter(({ start, end }) => !keeps(bytes.subarray(start, end).toString()))
  } catch {
    return query
  }
  const starts = [0, ...comments.map(({ end }) => end)]
  return starts
    .map((start, at) => bytes.subarray(start, comments[at]?.start).toString())
    .join(' ')
    .trim()
}
