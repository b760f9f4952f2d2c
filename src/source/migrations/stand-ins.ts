import { quote } from '../../identifier.ts'

/**
 * SQL that stands in for an extension the embedded PostgreSQL does not have: its common types, with their typmods accepted and forgotten,
 * and the functions that migrations call, without any effect. Empty for extensions that nothing is known of: what needs them fails later.
 */
export function standInFor(extension: string, schema: string): readonly string[] {
  return STAND_INS[extension]?.(quote(schema)) ?? []
}

const STAND_INS: Readonly<Record<string, (schema: string) => readonly string[]>> = {
  postgis: (schema) => [
    ...type(schema, 'geometry'),
    ...type(schema, 'geography'),
    ...gistClass(schema, 'geometry', 'gist_geometry_ops_2d'),
    ...gistClass(schema, 'geography', 'gist_geography_ops'),
  ],
  timescaledb: (schema) => [
    `CREATE FUNCTION ${schema}.create_hypertable(relation regclass, time_column_name name, partitioning_column name DEFAULT NULL,
       number_partitions integer DEFAULT NULL, associated_schema_name name DEFAULT NULL, associated_table_prefix name DEFAULT NULL,
       chunk_time_interval anyelement DEFAULT NULL::bigint, create_default_indexes boolean DEFAULT true,
       if_not_exists boolean DEFAULT false, partitioning_func regproc DEFAULT NULL, migrate_data boolean DEFAULT false)
     RETURNS void LANGUAGE sql AS ''`,
    `CREATE TYPE ${schema}.dimension_info AS (column_name name)`,
    `CREATE FUNCTION ${schema}.by_range(column_name name, partition_interval anyelement DEFAULT NULL::bigint)
     RETURNS ${schema}.dimension_info LANGUAGE sql AS 'SELECT NULL::${schema}.dimension_info'`,
    `CREATE FUNCTION ${schema}.by_hash(column_name name, number_partitions integer)
     RETURNS ${schema}.dimension_info LANGUAGE sql AS 'SELECT NULL::${schema}.dimension_info'`,
    `CREATE FUNCTION ${schema}.create_hypertable(relation regclass, dimension ${schema}.dimension_info,
       create_default_indexes boolean DEFAULT true, if_not_exists boolean DEFAULT false, migrate_data boolean DEFAULT false)
     RETURNS void LANGUAGE sql AS ''`,
    `CREATE FUNCTION ${schema}.add_retention_policy(relation regclass, drop_after anyelement, if_not_exists boolean DEFAULT false)
     RETURNS integer LANGUAGE sql AS 'SELECT 0'`,
    `CREATE FUNCTION ${schema}.add_compression_policy(hypertable regclass, compress_after anyelement, if_not_exists boolean DEFAULT false)
     RETURNS integer LANGUAGE sql AS 'SELECT 0'`,
  ],
  // pg_cron always lives in its own schema.
  pg_cron: () => [
    'CREATE SCHEMA IF NOT EXISTS cron',
    `CREATE TABLE cron.job (jobid bigserial PRIMARY KEY, schedule text NOT NULL, command text NOT NULL, nodename text, nodeport integer,
       database text, username text, active boolean NOT NULL DEFAULT true, jobname text)`,
    `CREATE FUNCTION cron.schedule(job_name text, schedule text, command text) RETURNS bigint LANGUAGE sql AS 'SELECT 0::bigint'`,
    `CREATE FUNCTION cron.schedule(schedule text, command text) RETURNS bigint LANGUAGE sql AS 'SELECT 0::bigint'`,
    `CREATE FUNCTION cron.unschedule(job_name text) RETURNS boolean LANGUAGE sql AS 'SELECT true'`,
    `CREATE FUNCTION cron.unschedule(job_id bigint) RETURNS boolean LANGUAGE sql AS 'SELECT true'`,
  ],
  pg_partman: (schema) => [
    `CREATE TABLE ${schema}.part_config (parent_table text PRIMARY KEY, control text, partition_interval text, retention text,
       retention_keep_table boolean, premake integer, infinite_time_partitions boolean, automatic_maintenance text)`,
    `CREATE FUNCTION ${schema}.create_parent(p_parent_table text, p_control text, p_interval text, p_type text DEFAULT 'range',
       p_epoch text DEFAULT 'none', p_premake integer DEFAULT 4, p_start_partition text DEFAULT NULL, p_default_table boolean DEFAULT true)
     RETURNS boolean LANGUAGE sql AS 'SELECT true'`,
    `CREATE FUNCTION ${schema}.run_maintenance(p_parent_table text DEFAULT NULL) RETURNS void LANGUAGE sql AS ''`,
  ],
  pg_uuidv7: (schema) => [`CREATE FUNCTION ${schema}.uuid_generate_v7() RETURNS uuid LANGUAGE sql AS 'SELECT uuidv7()'`],
}

const internal = (body: string): string => `LANGUAGE internal IMMUTABLE STRICT PARALLEL SAFE AS '${body}'`

/**
 * A base type that keeps any text. Functions of type cstring can only be internal ones, and PostgreSQL does not check what they are:
 * array_ndims turns any typmod into 1, and void_out prints it as nothing, so that geometry(Point,4326) reads back as geometry.
 */
function type(schema: string, name: string): string[] {
  const own = (suffix: string): string => `${schema}.${quote(`${name}_${suffix}`)}`
  const whole = `${schema}.${quote(name)}`
  return [
    `CREATE TYPE ${whole}`,
    `CREATE FUNCTION ${own('in')}(cstring) RETURNS ${whole} ${internal('textin')}`,
    `CREATE FUNCTION ${own('out')}(${whole}) RETURNS cstring ${internal('textout')}`,
    `CREATE FUNCTION ${own('typmod_in')}(cstring[]) RETURNS integer ${internal('array_ndims')}`,
    `CREATE FUNCTION ${own('typmod_out')}(integer) RETURNS cstring ${internal('void_out')}`,
    `CREATE TYPE ${whole} (INPUT = ${own('in')}, OUTPUT = ${own('out')}, TYPMOD_IN = ${own('typmod_in')},
       TYPMOD_OUT = ${own('typmod_out')}, INTERNALLENGTH = VARIABLE, STORAGE = extended)`,
  ]
}

/** A default GiST class, so that indexes can be created. internal_in only raises an error: such an index takes no rows. */
function gistClass(schema: string, name: string, operatorClass: string): string[] {
  const unsupported = `${schema}.${quote(`${name}_unsupported`)}`
  const support = [1, 2, 5, 6, 7].map((number) => `FUNCTION ${number} ${unsupported}(internal)`)
  return [
    `CREATE FUNCTION ${unsupported}(internal) RETURNS internal LANGUAGE internal AS 'internal_in'`,
    `CREATE OPERATOR CLASS ${schema}.${quote(operatorClass)} DEFAULT FOR TYPE ${schema}.${quote(name)} USING gist AS ${support.join(', ')}`,
  ]
}
