import { FIXED_PATH, type Guard, guardFunction } from './guards-shapes.ts'

/** The states of functions and triggers. */
export const TRIGGER_STATES: readonly Guard[] = [
  guardFunction(
    'function_state',
    'schema_name text, function_name text, definition text',
    'text',
    'plpgsql',
    `
DECLARE
  wanted jsonb;
  existing jsonb;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname = schema_name AND p.proname = function_name) THEN
    RETURN 'absent';
  END IF;
  EXECUTE 'CREATE FUNCTION pg_temp.wanted_function' || definition;
  SELECT pg_temp.function_shape(p.oid) INTO wanted FROM pg_catalog.pg_proc p
    WHERE p.pronamespace = pg_catalog.pg_my_temp_schema() AND p.proname = 'wanted_function';
  SELECT pg_temp.function_shape(p.oid) INTO existing FROM pg_catalog.pg_proc p
    JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname = schema_name AND p.proname = function_name AND p.proargtypes::text = wanted ->> 4;
  EXECUTE 'DROP FUNCTION pg_temp.wanted_function';
  RETURN CASE WHEN existing IS NULL THEN 'absent' WHEN existing = wanted THEN 'same'
    ELSE pg_catalog.format('The function %I.%I is there already with another definition.', schema_name, function_name) END;
END
`,
    ' SET check_function_bodies = off',
  ),
  guardFunction(
    'trigger_state',
    'schema_name text, table_name text, trigger_name text, events text, action text, replaces text',
    'text',
    'plpgsql',
    `
DECLARE
  existing oid := (SELECT t.oid FROM pg_catalog.pg_trigger t
    WHERE t.tgrelid = pg_temp.oid_of(schema_name, table_name) AND t.tgname = trigger_name AND NOT t.tgisinternal);
  clone oid;
  wanted jsonb;
BEGIN
  IF existing IS NULL THEN RETURN 'absent'; END IF;
  clone := pg_temp.copy_of(schema_name, table_name);
  EXECUTE pg_catalog.format('CREATE TRIGGER %I %s ON pg_temp.%I %s', trigger_name, events, table_name, action);
  wanted := pg_temp.trigger_shape((SELECT t.oid FROM pg_catalog.pg_trigger t WHERE t.tgrelid = clone));
  EXECUTE pg_catalog.format('DROP TABLE pg_temp.%I', table_name);
  RETURN CASE WHEN pg_temp.trigger_shape(existing) = wanted THEN 'same'
    WHEN pg_temp.trigger_definition(existing) = replaces THEN 'absent'
    ELSE pg_catalog.format('The trigger %I of %I.%I is there already with another definition.',
      trigger_name, schema_name, table_name) END;
END
`,
  ),
  guardFunction(
    'trigger_definition',
    'trigger_oid oid',
    'text',
    'sql',
    `
  SELECT pg_get_triggerdef(trigger_oid)
`,
    FIXED_PATH,
  ),
]
