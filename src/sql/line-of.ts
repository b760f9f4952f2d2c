import type { SqlStatement } from './split.ts'

/** The line of a location in a statement's tree, in the file of the statement; of the statement itself where there is none. */
export function lineOf({ text, line, start }: SqlStatement, location: number | undefined): number {
  if (location === undefined) return line
  return (
    line +
    Buffer.from(text)
      .subarray(0, location - start)
      .filter((byte) => byte === NEWLINE).length
  )
}

const NEWLINE = 10
