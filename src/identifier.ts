/** Quotes one identifier for SQL, always: a name that needs no quotes today may be a keyword tomorrow. */
export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** A schema-qualified name, quoted for SQL. */
export const qualified = (object: { readonly schema: string; readonly name: string }): string =>
  `${quote(object.schema)}.${quote(object.name)}`

/** Quotes a string constant for SQL; works whatever `standard_conforming_strings` says. */
export const literal = (text: string): string =>
  text.includes('\\') ? ` E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'` : `'${text.replaceAll("'", "''")}'`

/** PostgreSQL keeps this many bytes of an identifier (NAMEDATALEN - 1) and cuts the rest without an error. */
export const MAX_IDENTIFIER_BYTES = 63
