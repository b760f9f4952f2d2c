import { MAX_IDENTIFIER_BYTES } from '../../identifier.ts'

/** `<base><end>` in the 63 bytes that PostgreSQL keeps. A base that is cut gets a sum of the whole, so that two of them stay two. */
export function fittedName(base: string, end: string): string {
  if (Buffer.byteLength(base + end) <= MAX_IDENTIFIER_BYTES) return base + end
  const rest = `_${checksum(base)}${end}`
  let kept = [...base]
  while (Buffer.byteLength(kept.join('') + rest) > MAX_IDENTIFIER_BYTES) kept = kept.slice(0, -1)
  return kept.join('') + rest
}

/** FNV-1a, 32 bits, in hexadecimal: to tell names apart, no more. */
function checksum(text: string): string {
  let sum = 0x811c9dc5
  for (const byte of Buffer.from(text)) sum = Math.imul(sum ^ byte, 0x01000193)
  return (sum >>> 0).toString(16).padStart(8, '0')
}
