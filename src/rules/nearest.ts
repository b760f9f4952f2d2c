/** The known name that somebody who typed `name` most likely meant; null when nothing is near. */
export function nearest(name: string, known: Iterable<string>): string | null {
  // Nobody mistypes a name of this length, and the distance below is quadratic.
  if (name.length > 100) return null
  let best: string | null = null
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1
  for (const candidate of known) {
    const distance = distanceBetween(name.toLowerCase(), candidate.toLowerCase())
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance]
  }
  return best
}

/** Levenshtein distance, a row at a time. */
function distanceBetween(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1)
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1))
    }
    previous = current
  }
  return previous[b.length] ?? 0
}

/** `Did you mean "x"?`, or the known names when nothing is near. `noun` is plural: `keys`. */
export function suggestion(name: string, known: readonly string[], noun: string): string {
  const meant = nearest(name, known)
  if (meant) return `Did you mean "${meant}"?`
  return known.length ? `The ${noun} are ${known.join(', ')}.` : `There are no ${noun}.`
}
