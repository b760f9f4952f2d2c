import { printable } from '../../report/printable.ts'
import { wrap } from '../../report/wrap.ts'

/** Columns of a line of the scripts. */
const WIDTH = 130

/**
 * A text as lines of SQL comment, `indent` blanks behind the dashes. Every line begins with its own `--` and none holds a control
 * character, so that no name of a database ends the comment.
 */
export const comment = (text: string, indent = 0): string[] => {
  const start = `-- ${' '.repeat(indent)}`
  return wrap(printable(text), WIDTH - start.length, 'whole').map((line) => `${start}${line}`.trimEnd())
}

/** SQL, or other text with line breaks of its own, as comment: each line stays a line. */
export const commentLines = (text: string, indent = 0): string[] =>
  text.split(/\r\n|[\r\n]/u).map((line) => `-- ${' '.repeat(indent)}${printable(line)}`.trimEnd())

/** `-- Part 2 ------`: what a reader looks for when scrolling. */
export const heading = (text: string): string => {
  const start = `-- ${printable(text)} `
  return `${start}${'-'.repeat(Math.max(3, WIDTH - start.length))}`
}

/** Rows as aligned columns of comment; a last column that leads too far out is cut where it may be, for it stands elsewhere in full. */
export function commentTable(rows: readonly (readonly string[])[], last: 'cut' | 'whole' = 'whole'): string[] {
  const cells = rows.map((row) => row.map(printable))
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  return cells.map((row) => {
    const line = `--   ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd()
    return last === 'cut' && line.length > WIDTH ? `${line.slice(0, WIDTH - 3)}...` : line
  })
}

/** `1, 3-5`: ascending numbers, neighbours together. */
export function ranges(numbers: readonly number[]): string {
  const starts = numbers.flatMap((number, at) => (at > 0 && numbers[at - 1] === number - 1 ? [] : [at]))
  return starts
    .map((from, at) => {
      const [first, last] = [numbers[from], numbers[(starts[at + 1] ?? numbers.length) - 1]]
      return first === last ? `${first}` : `${first}-${last}`
    })
    .join(', ')
}
