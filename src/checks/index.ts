import type { Check } from '../check.ts'
import { archiving } from './archiving.ts'
import { bounds } from './bounds.ts'
import { columns } from './columns.ts'
import { connections } from './connections.ts'
import { filled } from './filled.ts'
import { fresh } from './fresh.ts'
import { indexCheck } from './index-check.ts'
import { jsonbColumn } from './jsonb-column.ts'
import { redundantIndex } from './redundant-index.ts'
import { replica } from './replica.ts'
import { setting } from './setting.ts'
import { sql } from './sql.ts'
import { statements } from './statements.ts'
import { table } from './table.ts'
import { updatedAtTrigger } from './updated-at-trigger.ts'

/**
 * Every kind of check there is. A new one is its own file and one line here. Each reads the params that its own schema has
 * parsed, which no list of different checks can express: hence the one widening cast.
 */
export const checks = [
  archiving,
  bounds,
  columns,
  connections,
  filled,
  fresh,
  indexCheck,
  jsonbColumn,
  redundantIndex,
  replica,
  setting,
  sql,
  statements,
  table,
  updatedAtTrigger,
] as readonly unknown[] as readonly Check<unknown>[]
