import { KEYWORDS } from './keywords.ts'

/** An identifier as SQL has to write it: bare when it is lower-case and no key word, as pg_dump does, else in double quotes. */
export const quote = (name: string): string => (isPlain(name) ? name : `"${name.replaceAll('"', '""')}"`)

const isPlain = (name: string): boolean => /^[a-z_][a-z0-9_]*$/u.test(name) && !KEYWORDS.has(name)

/** A schema-qualified name, quoted for SQL. */
export const qualified = (object: { readonly schema: string; readonly name: string }): string =>
  `${quote(object.schema)}.${quote(object.name)}`

/** Quotes a string constant for SQL; works whatever `standard_conforming_strings` says. */
export const literal = (text: string): string =>
  text.includes('\\') ? ` E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'` : `'${text.replaceAll("'", "''")}'`

/** PostgreSQL keeps this many bytes of an identifier (NAMEDATALEN - 1) and cuts the rest without an error. */
export const MAX_IDENTIFIER_BYTES = 63

/** A name cut to what PostgreSQL keeps of it, between two characters, never within one. */
export function clipped(name: string, bytes = MAX_IDENTIFIER_BYTES): string {
  let kept = ''
  let length = 0
  for (const character of name) {
    length += Buffer.byteLength(character)
    if (length > bytes) break
    kept += character
  }
  return kept
}
