const WORD = /^[A-Za-z_$][\w$]*$/u

/** `userId` for `user_id`: what a Drizzle schema most likely calls it. */
export const camelCase = (name: string): string =>
  name
    .split('_')
    .filter((part) => part !== '')
    .map((part, at) => (at === 0 ? part : part.charAt(0).toUpperCase() + part.slice(1)))
    .join('')

/** The name of a property as an object literal has it. */
export const propertyName = (name: string): string => {
  const word = camelCase(name)
  return WORD.test(word) ? word : text(name)
}

/** `t.userId`, or `t['user id']` for what is no word. */
export const property = (of: string, name: string): string => {
  const word = camelCase(name)
  return WORD.test(word) ? `${of}.${word}` : `${of}[${text(name)}]`
}

/** A string in single quotes. */
export const text = (value: string): string =>
  `'${JSON.stringify(value)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll("'", String.raw`\'`)}'`

/** SQL in Drizzle's template. */
export const template = (sql: string): string =>
  `sql\`${sql.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')}\``
