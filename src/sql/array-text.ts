/** The elements of an array's text, `{1,"a b",NULL}`, null for NULL. Null for what is no array of one dimension. */
export function arrayElements(array: string): readonly (string | null)[] | null {
  const text = array.trim()
  if (!text.startsWith('{') || !text.endsWith('}')) return null
  const inside = text.slice(1, -1)
  if (inside.trim() === '') return []
  const elements: (string | null)[] = []
  for (let at = 0; at <= inside.length; at++) {
    const element = elementAt(inside, at)
    if (!element) return null
    elements.push(element.value)
    at = element.end
  }
  return elements
}

/** One element and where it ends: at a comma, or behind the last letter. */
function elementAt(inside: string, from: number): { readonly value: string | null; readonly end: number } | null {
  let value = ''
  let quoted = false
  let closed = false
  let at = from
  for (; at < inside.length; at++) {
    const letter = inside[at] ?? ''
    if (letter === '\\') {
      value += inside[++at] ?? ''
    } else if (letter === '"') {
      if (!quoted && (closed || value.trim() !== '')) return null
      if (!quoted) value = ''
      closed = quoted
      quoted = !quoted
    } else if (quoted) value += letter
    else if (letter === ',') break
    else if (letter === '{' || letter === '}') return null
    else if (!closed) value += letter
    else if (letter.trim() !== '') return null
  }
  if (quoted) return null
  if (closed) return { value, end: at }
  const plain = value.trim()
  return plain === '' ? null : { value: plain.toLowerCase() === 'null' ? null : plain, end: at }
}
