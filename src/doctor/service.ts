/** What a managed service does otherwise than a server of one's own, as far as documentation has it. */
export interface Service {
  /** Who may grant pg_monitor and create extensions. */
  readonly grantor: string
  /** How pg_stat_statements gets loaded; null where SQL and a restart do it. */
  readonly load: string | null
  /** What has to be done before `create extension`. */
  readonly allow: string | null
  /** How a login role is made, where not by `create role`. */
  readonly createRole: string | null
}

const own: Service = { grantor: 'a superuser', load: null, allow: null, createRole: null }

const switchOn = (name: string): string => `Switch pg_stat_statements on in the settings of ${name}.`

const created = (name: string): string =>
  `On ${name} creating the extension should be enough; where it counts nothing then, look at the settings of ${name}.`

const amazon = (group: string): Service => ({
  ...own,
  grantor: 'the master user, or another member of rds_superuser',
  load: `Add pg_stat_statements to shared_preload_libraries in the parameter group of the ${group}, then reboot.`,
})

const SERVICES: Readonly<Record<string, Service>> = {
  'Amazon RDS': amazon('instance'),
  'Amazon Aurora': amazon('cluster'),
  'Google Cloud SQL': {
    ...own,
    grantor: 'postgres, or another member of cloudsqlsuperuser',
    load: created('Google Cloud SQL'),
  },
  'Google AlloyDB': { ...own, grantor: 'postgres, or another member of alloydbsuperuser', load: created('Google AlloyDB') },
  'Azure Database for PostgreSQL': {
    ...own,
    grantor: 'the administrator of the server, a member of azure_pg_admin',
    load: 'Add pg_stat_statements to the server parameter shared_preload_libraries, then restart.',
    allow: 'Allow pg_stat_statements in the server parameter azure.extensions first.',
  },
  Supabase: {
    ...own,
    grantor: 'the role postgres',
    load: 'Enable pg_stat_statements in the dashboard, under Database, Extensions.',
  },
  Neon: { ...own, grantor: 'a role that was made in the console, a member of neon_superuser', load: created('Neon') },
  DigitalOcean: { ...own, grantor: 'doadmin', load: switchOn('DigitalOcean') },
  'Heroku Postgres': {
    ...own,
    grantor: 'the default credential (on Essential plans nobody can grant pg_monitor)',
    load: switchOn('Heroku Postgres'),
    createRole: 'Make the role first: heroku pg:credentials:create <database> --name pte_db_auditor',
  },
}

/** By the name that the collector gives it; null is a server of one's own, or one that gave nothing away. */
export const serviceNamed = (managed: string | null): Service =>
  managed === null ? own : (SERVICES[managed] ?? { ...own, load: switchOn(managed) })
