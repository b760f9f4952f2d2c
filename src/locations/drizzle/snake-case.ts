/** A key as `casing: 'snake_case'` names its column (toSnakeCase of drizzle-orm). */
export const snakeCase = (key: string): string =>
  (key.replaceAll(/['’]/gu, '').match(/[\da-z]+|[A-Z]+(?![a-z])|[A-Z][\da-z]+/gu) ?? [])
    .map((word) => word.toLowerCase())
    .join('_')
