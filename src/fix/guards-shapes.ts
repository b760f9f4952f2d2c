/** A function or procedure of the session, with the text of its body. */
export interface Guard {
  readonly name: string
  readonly sql: string
}

const guard = (kind: 'FUNCTION' | 'PROCEDURE', name: string, rest: string): Guard => ({
  name,
  sql: `CREATE OR REPLACE ${kind} pg_temp.${name}${rest}`,
})

/** A guard in SQL or PL/pgSQL: its parameters, what it returns, its body. `settings` hold while it runs. */
export const guardFunction = (
  name: string,
  parameters: string,
  returns: string,
  language: 'sql' | 'plpgsql',
  body: string,
  settings = '',
): Guard => guard('FUNCTION', name, `(${parameters}) RETURNS ${returns} LANGUAGE ${language}${settings} AS $guard$${body}$guard$`)

export const guardProcedure = (name: string, parameters: string, body: string): Guard =>
  guard('PROCEDURE', name, `(${parameters}) LANGUAGE plpgsql AS $guard$${body}$guard$`)

/** With nothing but pg_catalog in the path, PostgreSQL prints every other name with its schema, whoever runs it. */
export const FIXED_PATH = " SET search_path = ''"

/**
 * What an object is, apart from its name, as one value: two objects with the same shape do the same. Columns are named, not numbered,
 * so that a table and its copy agree; a field that older servers lack is null on both sides (`to_jsonb(row) -> 'field'`).
 */
export const SHAPES: readonly Guard[] = [
  guardFunction(
    'index_shape',
    'index_oid oid',
    'jsonb',
    'sql',
    `
  SELECT jsonb_build_array(i.indisunique, i.indoption::text, i.indclass::text, i.indcollation::text,
    to_jsonb(i) -> 'indnullsnotdistinct', pg_get_expr(i.indpred, i.indrelid),
    (SELECT jsonb_agg(pg_get_indexdef(index_oid, n, false) ORDER BY n) FROM generate_series(1, i.indnatts) n),
    (SELECT jsonb_agg(a.attoptions ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = index_oid))
  FROM pg_index i WHERE i.indexrelid = index_oid
`,
    FIXED_PATH,
  ),
  guardFunction(
    'constraint_shape',
    'constraint_oid oid',
    'jsonb',
    'sql',
    `
  SELECT jsonb_build_array(c.contype, c.condeferrable, c.condeferred, to_jsonb(c) -> 'conenforced',
    c.contype = 'c' AND c.connoinherit, pg_get_expr(c.conbin, c.conrelid), pg_temp.index_shape(c.conindid))
  FROM pg_constraint c WHERE c.oid = constraint_oid
`,
    FIXED_PATH,
  ),
  guardFunction(
    'column_shape',
    'table_oid oid, column_name text',
    'jsonb',
    'sql',
    `
  SELECT jsonb_build_array(a.atttypid, a.atttypmod, a.attcollation, a.attnotnull, a.attgenerated, a.attidentity,
    (SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum))
  FROM pg_attribute a WHERE a.attrelid = table_oid AND a.attname = column_name AND a.attnum > 0 AND NOT a.attisdropped
`,
    FIXED_PATH,
  ),
  guardFunction(
    'table_shape',
    'table_oid oid',
    'jsonb',
    'sql',
    `
  SELECT jsonb_object_agg(a.attname, pg_temp.column_shape(table_oid, a.attname))
  FROM pg_attribute a WHERE a.attrelid = table_oid AND a.attnum > 0 AND NOT a.attisdropped
`,
    FIXED_PATH,
  ),
  guardFunction(
    'function_shape',
    'function_oid oid',
    'jsonb',
    'sql',
    `
  SELECT jsonb_build_array(p.prosrc, p.prolang, p.prorettype, p.proretset, p.proargtypes::text, p.proargnames,
    p.proargmodes, pg_get_expr(p.proargdefaults, 0), p.provolatile, p.proisstrict, p.prosecdef, p.proparallel, p.proconfig)
  FROM pg_proc p WHERE p.oid = function_oid
`,
    FIXED_PATH,
  ),
  guardFunction(
    'trigger_shape',
    'trigger_oid oid',
    'jsonb',
    'sql',
    `
  SELECT jsonb_build_array(t.tgtype, t.tgfoid, encode(t.tgargs, 'hex'), t.tgqual IS NULL, t.tgdeferrable, t.tgenabled,
    (SELECT jsonb_agg(a.attname ORDER BY a.attname) FROM pg_attribute a
      WHERE a.attrelid = t.tgrelid AND a.attnum = ANY (t.tgattr::smallint[])))
  FROM pg_trigger t WHERE t.oid = trigger_oid
`,
    FIXED_PATH,
  ),
]
