import { and, asc, count, desc, eq, getTableColumns, gt, gte, inArray, isNull, max, sql, type SQL } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { Condition, Find, Row } from '../find.ts'
import type { Session } from '../session.ts'
import type { Dialect } from './dialect.ts'
import { type DrizzleSchema, exportName } from './drizzle-schema.ts'

/** `db.select().from(…)`. */
export const drizzleBuilder = (schema: DrizzleSchema): Dialect => ({
  name: 'drizzle',
  find: (session, find) => select(schema, session, find),
})

/** `db.query.….findMany(…)`; what has no relational form, such as an aggregate, is built. */
export const drizzleRelational = (schema: DrizzleSchema): Dialect => ({
  name: 'drizzle relational',
  find: async (session, find) => {
    if (find.aggregate) return select(schema, session, find)
    const query = queryOf(session, exportName(find.table))
    const { columns, order, limit } = find
    const config = {
      ...(columns ? { columns: Object.fromEntries(columns.map((column) => [column, true])) } : {}),
      where: (fields: Fields) => filter(fields, find.where),
      ...(order ? { orderBy: (fields: Fields) => [sorted(fields, order)] } : {}),
    }
    if (limit !== 1) return query.findMany({ ...config, ...(limit === undefined ? {} : { limit }) })
    const found = await query.findFirst(config)
    return found ? [found] : []
  },
})

type Fields = Readonly<Record<string, PgColumn>>

interface RelationalQuery {
  findMany(config: object): Promise<Row[]>
  findFirst(config: object): Promise<Row | undefined>
}

/** The types of `db.query` follow from a schema that is known when code is compiled; this one is not. */
export function queryOf({ drizzle }: Session, name: string): RelationalQuery {
  const query = (drizzle.query as unknown as Readonly<Record<string, RelationalQuery>>)[name]
  if (!query) throw new Error(`the schema exports no ${name}`)
  return query
}

async function select(schema: DrizzleSchema, { drizzle }: Session, find: Find): Promise<readonly Row[]> {
  const table = schema.table(find.table)
  const fields: Fields = getTableColumns(table)
  const { aggregate, columns, order, limit } = find
  const selection = aggregate
    ? { value: aggregate.of === 'count' ? count() : max(columnOf(fields, aggregate.column)) }
    : Object.fromEntries((columns ?? Object.keys(fields)).map((name) => [name, columnOf(fields, name)]))
  let query = drizzle.select(selection).from(table).where(filter(fields, find.where)).$dynamic()
  if (order) query = query.orderBy(sorted(fields, order))
  if (limit !== undefined) query = query.limit(limit)
  return query
}

const sorted = (fields: Fields, { column, descending }: NonNullable<Find['order']>): SQL =>
  (descending ? desc : asc)(columnOf(fields, column))

const filter = (fields: Fields, conditions: readonly Condition[]): SQL | undefined =>
  and(...conditions.map((condition) => compared(fields, condition)))

function compared(fields: Fields, condition: Condition): SQL {
  const column = columnOf(fields, condition.column)
  if (condition.is === 'null') return isNull(column)
  if (condition.is === 'in') return inArray(column, [...condition.values])
  if (condition.is === 'any') return sql`${column} = any(${sql.param([...condition.values])})`
  return { '=': eq, '>': gt, '>=': gte }[condition.is](column, condition.value)
}

function columnOf(fields: Fields, name: string): PgColumn {
  const column = fields[name]
  if (!column) throw new Error(`the table has no column ${name}`)
  return column
}
