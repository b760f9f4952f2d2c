import { FIXED_PATH, type Guard, guardFunction } from './guards-shapes.ts'

/** The states of indexes. */
export const INDEX_STATES: readonly Guard[] = [
  guardFunction(
    'index_state',
    'schema_name text, table_name text, index_name text, is_unique boolean, definition text',
    'text',
    'plpgsql',
    `
DECLARE
  existing oid := pg_temp.oid_of(schema_name, index_name);
  clone oid;
  wanted jsonb;
  building integer;
BEGIN
  IF existing IS NULL THEN RETURN 'absent'; END IF;
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_index i
    WHERE i.indexrelid = existing AND i.indrelid = pg_temp.oid_of(schema_name, table_name)) THEN
    RETURN pg_catalog.format('%I.%I is there already and is no index of %I.', schema_name, index_name, table_name);
  END IF;
  SELECT p.pid INTO building FROM pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid = existing;
  IF FOUND THEN
    RETURN pg_catalog.format('The index %I.%I is being built by process %s; wait for it.', schema_name, index_name, building);
  END IF;
  clone := pg_temp.copy_of(schema_name, table_name);
  EXECUTE pg_catalog.format('CREATE %s INDEX ON pg_temp.%I %s', CASE WHEN is_unique THEN 'UNIQUE' END, table_name, definition);
  wanted := pg_temp.index_shape((SELECT i.indexrelid FROM pg_catalog.pg_index i WHERE i.indrelid = clone));
  EXECUTE pg_catalog.format('DROP TABLE pg_temp.%I', table_name);
  IF pg_temp.index_shape(existing) <> wanted THEN
    RETURN pg_catalog.format('The index %I.%I is there already with another definition.', schema_name, index_name);
  END IF;
  RETURN (SELECT CASE WHEN i.indisvalid AND i.indisready AND i.indislive THEN 'same' ELSE 'invalid' END
    FROM pg_catalog.pg_index i WHERE i.indexrelid = existing);
END
`,
  ),
  guardFunction(
    'dropped_index_state',
    'schema_name text, table_name text, index_name text, is_unique boolean, definition text',
    'text',
    'plpgsql',
    `
DECLARE
  found text := pg_temp.index_state(schema_name, table_name, index_name, is_unique, definition);
BEGIN
  IF found = 'absent' THEN RETURN 'same'; END IF;
  IF found NOT IN ('same', 'invalid') THEN RETURN found; END IF;
  IF EXISTS (SELECT FROM pg_catalog.pg_constraint c WHERE c.conindid = pg_temp.oid_of(schema_name, index_name)) THEN
    RETURN pg_catalog.format('A constraint needs the index %I.%I.', schema_name, index_name);
  END IF;
  IF (SELECT i.indisreplident FROM pg_catalog.pg_index i WHERE i.indexrelid = pg_temp.oid_of(schema_name, index_name)) THEN
    RETURN pg_catalog.format('The index %I.%I is the replica identity of its table.', schema_name, index_name);
  END IF;
  RETURN 'absent';
END
`,
  ),
  guardFunction(
    'attached_state',
    'schema_name text, index_name text, partition_schema text, partition_index text',
    'text',
    'sql',
    `
  SELECT CASE WHEN EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = pg_temp.oid_of(partition_schema, partition_index)
    AND i.inhparent = pg_temp.oid_of(schema_name, index_name)) THEN 'same' ELSE 'absent' END
`,
    FIXED_PATH,
  ),
  guardFunction(
    'commented_state',
    'state text, schema_name text, index_name text, comment text',
    'text',
    'sql',
    `
  SELECT CASE WHEN state = 'same' AND obj_description(pg_temp.oid_of(schema_name, index_name), 'pg_class') IS DISTINCT FROM comment
    THEN 'absent' ELSE state END
`,
    FIXED_PATH,
  ),
]
