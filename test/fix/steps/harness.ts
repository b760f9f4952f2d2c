import { type Connection, rowsOf } from '../../../src/collect/connection.ts'
import type { Change } from '../../../src/fix/change.ts'
import type { PlannedChange } from '../../../src/fix/planned.ts'
import type { DefinitionStep, Statement } from '../../../src/fix/step.ts'
import { stepsOf } from '../../../src/fix/steps.ts'
import type { Snapshot } from '../../../src/snapshot.ts'
import { loadParser } from '../../../src/sql/parse.ts'
import { collected } from '../../checks/audit.ts'
import { valueOf } from '../session.ts'

/** Everything of a schema that a plan can change, one line each; partitions' and copies' too. */
const CATALOG = `
  SELECT concat_ws(' ', 'column', c.relkind, a.attrelid::regclass, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
    a.attgenerated, a.attidentity, pg_get_expr(d.adbin, d.adrelid))
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE c.relkind IN ('r', 'p', 'v') AND a.attnum > 0 AND NOT a.attisdropped AND c.relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname NOT LIKE 'pg_%' AND nspname <> 'information_schema')
  UNION ALL SELECT concat_ws(' ', 'index', pg_get_indexdef(i.indexrelid), i.indisvalid, i.indisready, i.indisreplident, obj_description(i.indexrelid),
      (SELECT inhparent::regclass FROM pg_inherits WHERE inhrelid = i.indexrelid))
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname NOT LIKE 'pg_%' AND nspname <> 'information_schema')
  UNION ALL SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid), obj_description(oid, 'pg_constraint'))
    FROM pg_constraint WHERE conrelid <> 0 AND contype <> 'n' AND connamespace IN (SELECT oid FROM pg_namespace WHERE nspname NOT LIKE 'pg_%' AND nspname <> 'information_schema')
  UNION ALL SELECT concat_ws(' ', 'trigger', pg_get_triggerdef(oid), tgenabled, obj_description(oid, 'pg_trigger')) FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT concat_ws(' ', 'function', pg_get_functiondef(oid))
    FROM pg_proc WHERE pronamespace IN (SELECT oid FROM pg_namespace WHERE nspname NOT LIKE 'pg_%' AND nspname <> 'information_schema')
  ORDER BY 1`

export const catalogOf = async (connection: Connection): Promise<string[]> =>
  (await rowsOf(connection, CATALOG)).map(([line]) => line ?? '')

/** The steps of these changes on the database as it stands. */
export async function stepsOn(
  connection: Connection,
  changes: readonly Change[],
  promise: string | null = null,
): Promise<{ readonly steps: readonly DefinitionStep[]; readonly snapshot: Snapshot }> {
  await loadParser()
  const snapshot = await collected(connection)
  const planned = (change: Change): PlannedChange => ({ change, closes: ['a:b'], plan: ['1.1'], promise })
  const steps = changes.flatMap((change) => stepsOf(planned(change), snapshot))
  return { steps: steps.filter((step) => step.kind === 'definition'), snapshot }
}

export const upOf = (steps: readonly DefinitionStep[]): readonly Statement[] => steps.flatMap(({ up }) => up)
export const downOf = (steps: readonly DefinitionStep[]): readonly Statement[] => steps.toReversed().flatMap(({ down }) => down)

export async function runAll(connection: Connection, statements: readonly Statement[]): Promise<void> {
  for (const { sql } of statements) {
    try {
      await connection.simple(sql)
    } catch (thrown) {
      throw new Error(`${(thrown as Error).message}\n${sql}`, { cause: thrown })
    }
  }
}

export const statesOf = (connection: Connection, steps: readonly DefinitionStep[]): Promise<(string | null)[]> =>
  steps.reduce<Promise<(string | null)[]>>(
    async (before, { state }) => [...(await before), await valueOf(connection, state)],
    Promise.resolve([]),
  )

const schemas = `SELECT string_agg(quote_ident(nspname), ', ') FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'`

/** An empty database, then these statements. */
export async function rebuild(connection: Connection, ddl: readonly string[]): Promise<void> {
  const [row] = await rowsOf(connection, schemas)
  if (row?.[0]) await connection.simple(`DROP SCHEMA ${row[0]} CASCADE`)
  for (const sql of ['CREATE SCHEMA public', ...ddl]) await connection.simple(sql)
}
