import { FIXED_PATH, type Guard, guardFunction } from './guards-shapes.ts'

/** The states of constraints. A foreign key is compared field by field, as a temporary copy cannot reference a permanent table. */
export const CONSTRAINT_STATES: readonly Guard[] = [
  guardFunction(
    'constraint_state',
    'schema_name text, table_name text, constraint_name text, definition text',
    'text',
    'plpgsql',
    `
DECLARE
  existing oid := (SELECT c.oid FROM pg_catalog.pg_constraint c
    WHERE c.conrelid = pg_temp.oid_of(schema_name, table_name) AND c.conname = constraint_name);
  clone oid;
  wanted jsonb;
BEGIN
  IF existing IS NULL THEN RETURN 'absent'; END IF;
  clone := pg_temp.copy_of(schema_name, table_name);
  EXECUTE pg_catalog.format('ALTER TABLE pg_temp.%I ADD CONSTRAINT %I %s', table_name, constraint_name, definition);
  wanted := pg_temp.constraint_shape((SELECT c.oid FROM pg_catalog.pg_constraint c
    WHERE c.conrelid = clone AND c.conname = constraint_name));
  EXECUTE pg_catalog.format('DROP TABLE pg_temp.%I', table_name);
  RETURN CASE WHEN pg_temp.constraint_shape(existing) = wanted THEN 'same'
    ELSE pg_catalog.format('The constraint %I of %I.%I is there already with another definition.',
      constraint_name, schema_name, table_name) END;
END
`,
  ),
  guardFunction(
    'foreign_key_state',
    'schema_name text, table_name text, constraint_name text, columns text[], to_schema text, to_table text, to_columns text[], actions text',
    'text',
    'sql',
    `
  SELECT coalesce((SELECT CASE WHEN c.confrelid = pg_temp.oid_of(to_schema, to_table)
      AND ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY k (number, place)
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number ORDER BY k.place) = columns
      AND ARRAY(SELECT a.attname::text FROM unnest(c.confkey) WITH ORDINALITY k (number, place)
        JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.number ORDER BY k.place) = to_columns
      AND concat_ws(' ', c.confdeltype, c.confupdtype, c.confmatchtype, c.condeferrable::text, c.condeferred::text) = actions
      THEN 'same'
      ELSE format('The constraint %I of %I.%I is there already with another definition.', constraint_name, schema_name, table_name) END
    FROM pg_constraint c WHERE c.conrelid = pg_temp.oid_of(schema_name, table_name) AND c.conname = constraint_name), 'absent')
`,
    FIXED_PATH,
  ),
  guardFunction(
    'validated_state',
    'schema_name text, table_name text, constraint_name text',
    'text',
    'sql',
    `
  SELECT coalesce((SELECT CASE WHEN c.convalidated THEN 'same' ELSE 'absent' END FROM pg_constraint c
    WHERE c.conrelid = pg_temp.oid_of(schema_name, table_name) AND c.conname = constraint_name), 'absent')
`,
    FIXED_PATH,
  ),
]
