import type { Catalog } from './catalog.ts'

/** OIDs below are given out by initdb: everything there belongs to the system. */
export const FIRST_USER_OID = 16384

/**
 * A condition on `alias.relnamespace` (or another column that holds a schema): the user's schemas, or those that were chosen.
 * Temporary schemas are left to the condition on relpersistence.
 */
export function inUserSchemas(catalog: Catalog, column: string): string {
  const { chosen, schemas } = catalog.probe
  if (chosen) return chosen.length > 0 ? `${column} in (${chosen.join(', ')})` : 'false'
  const system = [...schemas].filter(([, { name }]) => SYSTEM.has(name)).map(([oid]) => oid)
  return `${column} not in (${system.join(', ')})`
}

/** For what belongs to a relation: more of a condition on its OID, where schemas were chosen; the rows of others would be read for nothing. */
export const andOfChosen = (catalog: Catalog, column: string): string =>
  catalog.probe.chosen ? ` and ${column} in (select r.oid from pg_class r where ${inUserSchemas(catalog, 'r.relnamespace')})` : ''

const SYSTEM = new Set(['pg_catalog', 'information_schema', 'pg_toast'])
