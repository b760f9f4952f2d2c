import { scanTokens } from '../sql/parse.ts'

/**
 * The tags that sqlcommenter puts into a comment of a statement: `key='value'`, comma-separated, both URL-encoded
 * (google.github.io/sqlcommenter/spec). Any other comment has none.
 */
export function tagsOf(query: string): Readonly<Record<string, string>> {
  // Most statements have no comment, and need no second look.
  if (!query.includes('/*')) return {}
  const bytes = Buffer.from(query)
  const comments = scanTokens(query).filter(({ tokenName }) => tokenName === 'C_COMMENT')
  const entries = comments.flatMap(({ start, end }) =>
    pairsOf(
      bytes
        .subarray(start + 2, end - 2)
        .toString()
        .trim(),
    ),
  )
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function pairsOf(text: string): (readonly [string, string])[] {
  const pairs = text.split(',').map((part) => {
    const at = part.indexOf('=')
    const [key, value] = [part.slice(0, at).trim(), part.slice(at + 1).trim()]
    const inside = value.slice(1, -1)
    return at > 0 && value === `'${inside}'` && !inside.replaceAll("\\'", '').includes("'") ? ([key, inside] as const) : null
  })
  if (pairs.some((pair) => pair === null)) return []
  return pairs.flatMap((pair) => (pair ? [[decoded(pair[0]), decoded(pair[1].replaceAll("\\'", "'"))] as const] : []))
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
