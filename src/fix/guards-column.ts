import { FIXED_PATH, type Guard, guardFunction } from './guards-shapes.ts'

/** The states of tables and columns, and of the parts of a column that change. */
export const COLUMN_STATES: readonly Guard[] = [
  guardFunction(
    'column_state',
    'schema_name text, table_name text, column_name text, definition text',
    'text',
    'plpgsql',
    `
DECLARE
  existing jsonb := pg_temp.column_shape(pg_temp.oid_of(schema_name, table_name), column_name);
  clone oid;
  wanted jsonb;
BEGIN
  IF existing IS NULL THEN RETURN 'absent'; END IF;
  clone := pg_temp.copy_of(schema_name, table_name);
  EXECUTE pg_catalog.format('ALTER TABLE pg_temp.%I DROP COLUMN %I', table_name, column_name);
  EXECUTE pg_catalog.format('ALTER TABLE pg_temp.%I ADD COLUMN %s', table_name, definition);
  wanted := pg_temp.column_shape(clone, column_name);
  EXECUTE pg_catalog.format('DROP TABLE pg_temp.%I', table_name);
  RETURN CASE WHEN existing = wanted THEN 'same'
    ELSE pg_catalog.format('The column %I of %I.%I is there already with another definition.',
      column_name, schema_name, table_name) END;
END
`,
  ),
  guardFunction(
    'column_type_state',
    'schema_name text, table_name text, column_name text, type_to text, type_from text',
    'text',
    'plpgsql',
    `
DECLARE
  clone oid := pg_temp.copy_of(schema_name, table_name);
  existing jsonb := pg_temp.column_shape(clone, column_name);
  shapes jsonb[];
  type text;
BEGIN
  IF existing IS NOT NULL THEN
    FOREACH type IN ARRAY ARRAY[type_to, type_from] LOOP
      EXECUTE pg_catalog.format('ALTER TABLE pg_temp.%I DROP COLUMN %I', table_name, column_name);
      EXECUTE pg_catalog.format('ALTER TABLE pg_temp.%I ADD COLUMN %I %s', table_name, column_name, type);
      shapes := shapes || pg_temp.column_shape(clone, column_name);
    END LOOP;
  END IF;
  EXECUTE pg_catalog.format('DROP TABLE pg_temp.%I', table_name);
  RETURN CASE
    WHEN existing IS NULL THEN pg_catalog.format('There is no column %I in %I.%I.', column_name, schema_name, table_name)
    WHEN (existing -> 0, existing -> 1) = (shapes[1] -> 0, shapes[1] -> 1) THEN 'same'
    WHEN (existing -> 0, existing -> 1) = (shapes[2] -> 0, shapes[2] -> 1) THEN 'absent'
    ELSE pg_catalog.format('The column %I of %I.%I has another type by now.', column_name, schema_name, table_name) END;
END
`,
  ),
  guardFunction(
    'column_default_state',
    'schema_name text, table_name text, column_name text, default_to text, default_from text',
    'text',
    'plpgsql',
    `
DECLARE
  existing jsonb := pg_temp.column_shape(pg_temp.oid_of(schema_name, table_name), column_name) -> 6;
  clone oid := pg_temp.copy_of(schema_name, table_name);
  shapes jsonb[];
  value text;
BEGIN
  FOREACH value IN ARRAY ARRAY[default_to, coalesce(default_from, 'NULL')] LOOP
    EXECUTE pg_catalog.format('ALTER TABLE pg_temp.%I ALTER COLUMN %I SET DEFAULT %s', table_name, column_name, value);
    shapes := shapes || (pg_temp.column_shape(clone, column_name) -> 6);
  END LOOP;
  EXECUTE pg_catalog.format('DROP TABLE pg_temp.%I', table_name);
  RETURN CASE WHEN existing = shapes[1] THEN 'same'
    WHEN existing = shapes[2] OR existing = 'null' THEN 'absent'
    ELSE pg_catalog.format('The column %I of %I.%I has another default by now.', column_name, schema_name, table_name) END;
END
`,
  ),
  guardFunction(
    'not_null_state',
    'schema_name text, table_name text, column_name text',
    'text',
    'sql',
    `
  SELECT CASE WHEN pg_temp.column_shape(pg_temp.oid_of(schema_name, table_name), column_name) -> 3 = 'true'
    THEN 'same' ELSE 'absent' END
`,
    FIXED_PATH,
  ),
  guardFunction(
    'table_state',
    'schema_name text, table_name text, definition text',
    'text',
    'plpgsql',
    `
DECLARE
  existing oid := pg_temp.oid_of(schema_name, table_name);
  clone oid;
  same boolean;
BEGIN
  IF existing IS NULL THEN RETURN 'absent'; END IF;
  EXECUTE pg_catalog.format('CREATE TEMPORARY TABLE pg_temp.%I %s', table_name, definition);
  clone := pg_catalog.to_regclass(pg_catalog.format('pg_temp.%I', table_name));
  same := pg_temp.table_shape(existing) = pg_temp.table_shape(clone) AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_constraint wanted WHERE wanted.conrelid = clone AND NOT EXISTS (
      SELECT FROM pg_catalog.pg_constraint c
      WHERE c.conrelid = existing AND pg_temp.constraint_shape(c.oid) = pg_temp.constraint_shape(wanted.oid)));
  EXECUTE pg_catalog.format('DROP TABLE pg_temp.%I', table_name);
  RETURN CASE WHEN same THEN 'same'
    ELSE pg_catalog.format('%I.%I is there already with another definition.', schema_name, table_name) END;
END
`,
  ),
]
