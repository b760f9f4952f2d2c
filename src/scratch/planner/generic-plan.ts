import { type Connection, rowsOf } from '../../collect/connection.ts'
import { MARK } from '../../collect/message.ts'
import { type Typed, withParameterTypes } from './parameter-types.ts'
import { type Plan, planOf } from './plan-summary.ts'

const NAME = 'pte_db_audit_proof'
const EXPLAIN = `explain ${MARK} (generic_plan, format json) `
const PREPARE = `prepare ${MARK} ${NAME} as `

/**
 * The plan of a statement whatever its parameters are, in the open transaction. PostgreSQL 16 explains it as it stands; before, a
 * prepared statement is made for it, planned for any parameters, and removed.
 */
export const genericPlan = (
  connection: Connection,
  versionNumber: number,
  { sql, parameters }: { readonly sql: string; readonly parameters: number },
): Promise<Typed<Plan>> =>
  versionNumber >= 160_000
    ? withParameterTypes(sql, EXPLAIN.length, (text) => guarded(connection, () => explained(connection, `${EXPLAIN}${text}`)))
    : withParameterTypes(sql, PREPARE.length, (text) =>
        guarded(connection, async () => {
          await connection.simple(`${PREPARE}${text}`)
          const nulls = Array.from({ length: parameters }, () => 'null').join(', ')
          await connection.simple(`set ${MARK} local plan_cache_mode = force_generic_plan`)
          return explained(connection, `explain ${MARK} (format json) execute ${NAME}${nulls && `(${nulls})`}`)
        }),
      )

async function explained(connection: Connection, sql: string): Promise<Plan> {
  const [row] = await rowsOf(connection, sql)
  return planOf(row?.[0] ?? '')
}

/** What fails is undone, so that the transaction goes on; prepared statements outlive it and are removed. */
async function guarded<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  await connection.simple(`savepoint ${MARK} planning`)
  try {
    return await work()
  } finally {
    await connection.simple(`rollback ${MARK} to planning`)
    const left = await rowsOf(connection, `select ${MARK} from pg_catalog.pg_prepared_statements where name = '${NAME}'`)
    if (left.length > 0) await connection.simple(`deallocate ${MARK} ${NAME}`)
  }
}
