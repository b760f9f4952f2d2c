import { qualified, quote } from '../identifier.ts'

/** What lets a role read what Drizzle's migrator has run. */
export const watermarkGrants = (role: string, schema: string): string[] => [
  `grant usage on schema ${quote(schema)} to ${quote(role)};`,
  `grant select on ${qualified({ schema, name: '__drizzle_migrations' })} to ${quote(role)};`,
]
