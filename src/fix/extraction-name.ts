import { clipped, MAX_IDENTIFIER_BYTES } from '../identifier.ts'
import type { Snapshot } from '../snapshot.ts'
import type { Extraction, Name } from './change.ts'
import { heirsOf } from './heirs.ts'

/**
 * A name for the trigger that keeps columns in step with a document, and for its function: `attempts_scores_to_columns`. A name that is
 * too long is cut and gets a hash of all of it, so that two of them never meet. One that another plan has used for other columns of the
 * document gets a number; `body` tells whether it is this plan's own, made by an earlier run. Triggers fire in the order of their names,
 * byte by byte (manual, 37.1): it sorts behind all of `before`.
 */
export function syncName({ table, document }: Extraction, body: string, snapshot: Snapshot, before: readonly string[]): string {
  // A partition gets the trigger by the same name.
  const triggers = [...snapshot.relations.filter((each) => isTable(each, table)), ...heirsOf(snapshot, table)].flatMap(
    (relation) => relation.triggers,
  )
  const isFree = (name: string): boolean => {
    const others = triggers.filter((each) => each.name === name && each.function.name !== name)
    const fn = snapshot.functions.find((each) => each.schema === table.schema && each.name === name)
    return others.length === 0 && (!fn || fn.body === body)
  }
  const last = before.toSorted(byBytes).at(-1)
  const own = `${table.name}_${document}_to_columns`
  const first =
    last === undefined ? '' : (['', 'z_', '~', `${last}_`].find((start) => byBytes(fitted(start + own), last) > 0) ?? '')
  for (let number = 1; ; number++) {
    const name = fitted(`${first}${own}${number === 1 ? '' : String(number)}`)
    if (isFree(name)) return name
  }
}

const isTable = (relation: Name, { schema, name }: Name): boolean => relation.schema === schema && relation.name === name

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

function fitted(name: string): string {
  if (Buffer.byteLength(name) <= MAX_IDENTIFIER_BYTES) return name
  const end = `_${hash(name)}`
  return clipped(name, MAX_IDENTIFIER_BYTES - end.length) + end
}

/** FNV-1a, 32 bits, in hexadecimal. */
function hash(text: string): string {
  let value = 0x811c9dc5
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0
  return value.toString(16).padStart(8, '0')
}
