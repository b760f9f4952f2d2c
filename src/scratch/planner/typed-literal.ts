import type { ScanToken } from 'libpg-query'

/** Type names of the grammar that may stand in front of a constant (gram.y, ConstTypename); all others are plain identifiers. */
const TYPE_WORDS = new Set(
  'int integer smallint bigint real float decimal dec numeric boolean bit character char varchar nchar timestamp time interval'.split(
    ' ',
  ),
)

/**
 * Where the type of a typed constant begins whose type ends at the token `end`: `interval`, `timestamp(3) with time zone`, `date`,
 * `app.colour`. Null when no type ends there: nothing else that ends so may stand in front of a parameter.
 */
export function typeStart(tokens: readonly ScanToken[], end: number): number | null {
  const word = wordAt(tokens, end)
  if (word === 'zone') {
    const qualifier = wordAt(tokens, end - 2)
    return wordAt(tokens, end - 1) === 'time' && (qualifier === 'with' || qualifier === 'without')
      ? typeStart(tokens, end - 3)
      : null
  }
  if (word === 'precision') return wordAt(tokens, end - 1) === 'double' ? end - 1 : null
  if (word === 'varying') return end - 1
  if (word === ')') {
    let open = end - 1
    while (open > 0 && wordAt(tokens, open) !== '(') open--
    return open > 0 ? typeStart(tokens, open - 1) : null
  }
  if (!isTypeName(tokens, end)) return null
  return wordAt(tokens, end - 1) === '.' ? end - 2 : end
}

const isTypeName = (tokens: readonly ScanToken[], at: number): boolean =>
  tokens[at]?.tokenName === 'IDENT' || TYPE_WORDS.has(wordAt(tokens, at))

export const wordAt = (tokens: readonly ScanToken[], at: number): string => tokens[at]?.text.toLowerCase() ?? ''
