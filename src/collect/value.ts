import type { Catalog } from './catalog.ts'

/** A value that cannot be null: the catalog says NOT NULL. */
export const text = (value: string | null | undefined): string => value ?? ''

/** Zero for null: the queries send null where a counter is zero, which is most of them. */
export const number = (value: string | null | undefined): number => (value === null || value === undefined ? 0 : Number(value))

export const numberOrNull = (value: string | null | undefined): number | null =>
  value === null || value === undefined ? null : Number(value)

/** `2026-01-02 03:04:05.678+00`, as `datestyle = ISO` and `timezone = UTC` print it, in ISO 8601. */
export const timestamp = (value: string | null | undefined): string | null =>
  value ? `${value.slice(0, 10)}T${value.slice(11, value.length - 3)}Z` : null

/** An int2vector or oidvector: `1 2 3`. The same few come again and again. */
export function vector(catalog: Catalog, value: string | null | undefined): readonly number[] {
  if (!value) return []
  const known = catalog.vectors.get(value)
  if (known) return known
  const numbers = value.split(' ').map(Number)
  catalog.vectors.set(value, numbers)
  return numbers
}

/** An int2[] or oid[] without nulls: `{1,2}`. */
export const intArray = (value: string | null | undefined): number[] =>
  !value || value === '{}' ? [] : value.slice(1, -1).split(',').map(Number)

/** A text[] that the server sent as JSON. */
export const texts = (value: string | null | undefined): string[] => (value ? (JSON.parse(value) as string[]) : [])
