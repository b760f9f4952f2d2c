import { clipped, MAX_IDENTIFIER_BYTES } from '../../identifier.ts'

/**
 * The name that PostgreSQL gives what is made without one: `<table>_<columns>_<label>`, with the longer of the first two cut until it
 * fits, and with a number where that is taken (makeObjectName and ChooseRelationName of its sources).
 */
export function defaultName(
  table: string,
  columns: readonly string[],
  label: string,
  isTaken: (name: string) => boolean,
): string {
  for (let number = 0; ; number++) {
    const name = joined(table, columns.join('_'), number === 0 ? label : `${label}${number}`)
    if (!isTaken(name)) return name
  }
}

function joined(table: string, columns: string, label: string): string {
  const room = MAX_IDENTIFIER_BYTES - label.length - 1 - (columns === '' ? 0 : 1)
  let [first, second] = [Buffer.byteLength(table), Buffer.byteLength(columns)]
  while (first + second > room) {
    if (first > second) first--
    else second--
  }
  return [clipped(table, first), ...(columns === '' ? [] : [clipped(columns, second)]), label].join('_')
}
