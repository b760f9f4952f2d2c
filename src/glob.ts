/** A matcher for names with `*` (any characters) and `?` (one); everything else stands for itself. */
export function globMatcher(pattern: string): (name: string) => boolean {
  if (!isGlob(pattern)) return (name) => name === pattern
  const source = [...pattern]
    .map((character) => (character === '*' ? '.*' : character === '?' ? '.' : escape(character)))
    .join('')
  const expression = new RegExp(`^${source}$`, 'su')
  return (name) => expression.test(name)
}

export const isGlob = (pattern: string): boolean => pattern.includes('*') || pattern.includes('?')

const escape = (character: string): string => (/[\\^$.|+()[\]{}/]/u.test(character) ? `\\${character}` : character)
