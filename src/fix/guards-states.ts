import { COLUMN_STATES } from './guards-column.ts'
import { CONSTRAINT_STATES } from './guards-constraint.ts'
import { INDEX_STATES } from './guards-index.ts'
import { FIXED_PATH, type Guard, guardFunction } from './guards-shapes.ts'
import { TRIGGER_STATES } from './guards-trigger.ts'

/**
 * The states. Each looks whether there is anything by that name; if so it makes what is wanted on an empty temporary copy of the table,
 * so that PostgreSQL itself reads the wanted definition, compares the shapes, and drops the copy. What is wanted is made with the
 * session's own search_path, like the statement that follows; all else is qualified.
 */
export const STATES: readonly Guard[] = [
  guardFunction(
    'oid_of',
    'schema_name text, relation_name text',
    'oid STABLE',
    'sql',
    `
  SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = schema_name AND c.relname = relation_name
`,
    FIXED_PATH,
  ),
  guardFunction(
    'copy_of',
    'schema_name text, table_name text',
    'oid',
    'plpgsql',
    `
BEGIN
  EXECUTE pg_catalog.format('CREATE TEMPORARY TABLE pg_temp.%I (LIKE %I.%I)', table_name, schema_name, table_name);
  RETURN pg_catalog.to_regclass(pg_catalog.format('pg_temp.%I', table_name));
END
`,
  ),
  ...INDEX_STATES,
  ...CONSTRAINT_STATES,
  ...COLUMN_STATES,
  ...TRIGGER_STATES,
  guardFunction(
    'gone',
    'state text',
    'text',
    'sql',
    `
  SELECT CASE WHEN state = 'absent' THEN 'same' WHEN state IN ('same', 'invalid') THEN 'absent' ELSE state END
`,
    FIXED_PATH,
  ),
  guardFunction(
    'unless_rows',
    'state text, schema_name text, table_name text, reason text',
    'text',
    'plpgsql',
    `
DECLARE
  has_rows boolean;
BEGIN
  IF state <> 'same' THEN RETURN state; END IF;
  -- Rows of a transaction that has not ended are seen once it has.
  EXECUTE pg_catalog.format('LOCK TABLE %I.%I IN ACCESS EXCLUSIVE MODE', schema_name, table_name);
  EXECUTE pg_catalog.format('SELECT EXISTS (SELECT FROM %I.%I)', schema_name, table_name) INTO has_rows;
  RETURN CASE WHEN has_rows THEN reason ELSE state END;
END
`,
  ),
  guardFunction(
    'together',
    'VARIADIC states text[]',
    'text',
    'sql',
    `
  SELECT coalesce(min(s) FILTER (WHERE s NOT IN ('absent', 'same', 'invalid')), min(s) FILTER (WHERE s = 'invalid'), min(s))
  FROM unnest(states) s
`,
    FIXED_PATH,
  ),
]
