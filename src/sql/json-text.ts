/**
 * A jsonb constant in the form in which two texts of one document are one: without blanks, keys in order, the last of two equal keys.
 * A number keeps its text, because jsonb keeps `1.0` apart from `1`. Null for what is no JSON, or has a number with an exponent or
 * a minus zero, which jsonb writes anew.
 */
export function canonicalJson(text: string): string | null {
  const marked = withNumbersAsText(text)
  if (marked === null) return null
  try {
    return JSON.stringify(sorted(JSON.parse(marked)))
  } catch {
    return null
  }
}

/** A control letter that nobody writes: a text that has it is not read. */
const NUMBER_MARK = '\u007F'

function withNumbersAsText(text: string): string | null {
  if (text.includes(NUMBER_MARK)) return null
  let marked = ''
  for (let at = 0; at < text.length;) {
    const letter = text[at] ?? ''
    let end = at + 1
    if (letter === '"') {
      while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1
      marked += text.slice(at, ++end)
    } else if (letter === '-' || (letter >= '0' && letter <= '9')) {
      while (end < text.length && !' \t\r\n,]}'.includes(text[end] ?? '')) end++
      const number = text.slice(at, end)
      if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/u.test(number) || /^-[0.]+$/u.test(number)) return null
      marked += JSON.stringify(NUMBER_MARK + number)
    } else marked += letter
    at = end
  }
  return marked
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return entries.map(([key, part]) => [`${NUMBER_MARK}${key}`, sorted(part)])
}

const BLANK = ' \t\r\n'

/**
 * A jsonpath constant with its keys quoted and its blanks and its `lax` gone, as PostgreSQL prints it but for the parentheses: two
 * that come out alike are one path. Null when it has an escape or a comment.
 */
export function canonicalJsonPath(text: string): string | null {
  const tokens: string[] = []
  for (let at = 0; at < text.length;) {
    const letter = text[at] ?? ''
    let end = at + 1
    if (BLANK.includes(letter)) {
      at = end
      continue
    }
    if (letter === '\\' || (letter === '/' && text[end] === '*')) return null
    if (letter === '"') {
      while (end < text.length && text[end] !== '"') end++
      end++
      if (text.slice(at, end).includes('\\')) return null
    } else if (isWord(letter)) {
      while (end < text.length && isWord(text[end] ?? '')) end++
    }
    tokens.push(text.slice(at, end))
    at = end
  }
  if (tokens[0] === 'lax') tokens.shift()
  const quoted = tokens.map((token, at) =>
    tokens[at - 1] === '.' && isWord(token[0] ?? '') && tokens[at + 1] !== '(' ? JSON.stringify(token) : token,
  )
  return withoutOuter(quoted).join(' ')
}

const isWord = (letter: string): boolean => /[\p{L}\p{N}_$]/u.test(letter)

/** PostgreSQL puts a path that is one predicate in parentheses: `($."a" > 5)`. */
function withoutOuter(tokens: readonly string[]): readonly string[] {
  if (tokens[0] !== '(') return tokens
  let depth = 0
  const end = tokens.findIndex((token) => (depth += token === '(' ? 1 : token === ')' ? -1 : 0) === 0)
  return end === tokens.length - 1 ? tokens.slice(1, -1) : tokens
}
