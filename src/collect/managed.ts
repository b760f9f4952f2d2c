/** Settings, roles and schemas that a managed service leaves behind, the most telling first. */
const SIGNS: readonly (readonly [sign: string, service: string])[] = [
  // It may run on another's servers.
  ['heroku_ext', 'Heroku Postgres'],
  ['aurora', 'Amazon Aurora'],
  ['rds.', 'Amazon RDS'],
  ['rds_superuser', 'Amazon RDS'],
  ['alloydb', 'Google AlloyDB'],
  ['cloudsql', 'Google Cloud SQL'],
  ['azure', 'Azure Database for PostgreSQL'],
  ['neon', 'Neon'],
  ['supautils.', 'Supabase'],
  ['supabase_admin', 'Supabase'],
  ['_doadmin_monitor', 'DigitalOcean'],
]

/** The managed service that these names of settings, roles and schemas give away, or null. */
export const managedService = (names: readonly string[]): string | null =>
  SIGNS.find(([sign]) => names.some((name) => name.startsWith(sign)))?.[1] ?? null
