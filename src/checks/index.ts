import type { Check } from '../check.ts'
import { archiving } from './archiving.ts'
import { bounds } from './bounds.ts'
import { cacheable } from './cacheable.ts'
import { columns } from './columns.ts'
import { connections } from './connections.ts'
import { drift } from './drift.ts'
import { filled } from './filled.ts'
import { fresh } from './fresh.ts'
import { hitRate } from './hit-rate.ts'
import { indexCheck } from './index-check.ts'
import { jsonbAccess } from './jsonb-access.ts'
import { jsonbColumn } from './jsonb-column.ts'
import { pagination } from './pagination.ts'
import { preparedStatements } from './prepared-statements.ts'
import { redundantIndex } from './redundant-index.ts'
import { repeatedLookup } from './repeated-lookup.ts'
import { removedIndex } from './removed-index.ts'
import { replica } from './replica.ts'
import { setting } from './setting.ts'
import { slowStatement } from './slow-statement.ts'
import { sql } from './sql.ts'
import { statements } from './statements.ts'
import { table } from './table.ts'
import { unusedIndex } from './unused-index.ts'
import { updatedAtTrigger } from './updated-at-trigger.ts'
import { workloadIndex } from './workload-index.ts'

/**
 * Every kind of check there is. A new one is its own file and one line here. Each reads the params that its own schema has
 * parsed, which no list of different checks can express: hence the one widening cast.
 */
export const checks = [
  archiving,
  bounds,
  cacheable,
  columns,
  connections,
  drift,
  filled,
  fresh,
  hitRate,
  indexCheck,
  jsonbAccess,
  jsonbColumn,
  pagination,
  preparedStatements,
  redundantIndex,
  removedIndex,
  repeatedLookup,
  replica,
  setting,
  slowStatement,
  sql,
  statements,
  table,
  unusedIndex,
  updatedAtTrigger,
  workloadIndex,
] as readonly unknown[] as readonly Check<unknown>[]
