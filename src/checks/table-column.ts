import type { Context, Outcome } from '../check.ts'
import { qualified, quote } from '../identifier.ts'
import type { Column, Relation } from '../snapshot.ts'
import { defaultValueOf } from '../sql/default-expression.ts'
import { columnSql, promisedType } from './create-table.ts'
import { nameOf, objectOf } from './relation-object.ts'
import type { PromisedColumn, TableParams } from './table-params.ts'
import { typeFit } from './type-fit.ts'

/** One column of a planned table: its type, NOT NULL and default. All that is wrong with it is one finding. */
export function judgeColumn(context: Context<TableParams>, relation: Relation, promised: PromisedColumn): Outcome {
  const name = context.columnName(relation, promised.name)
  const about = { object: objectOf(relation, 'column', { columns: [name] }), subject: name }
  const type = promisedType(context, promised, relation.schema)
  const column = relation.columns.find((each) => each.name === name)
  const where = `${nameOf(relation)}.${name}`
  const evidence = { expected_type: type }
  const alter = `ALTER TABLE ${qualified(relation)}`
  if (!column) {
    const message = `${nameOf(relation)} has no column ${name}, which the plan gives it.`
    return {
      ...about,
      status: 'fail',
      verdict: 'missing',
      message,
      remedy: `${alter} ADD COLUMN ${columnSql({ ...promised, name }, type)};`,
      evidence,
    }
  }
  const fit = fitOf(promised, type, column)
  const { misfit, nullable, wrongDefault } = columnFaults(promised, type, column)
  const faults = [
    ...(misfit === null ? [] : [{ text: `${misfit} (the plan has ${type})`, sql: retype(column, type, promised.default) }]),
    ...(nullable ? [{ text: 'it may be NULL', sql: ['SET NOT NULL'] }] : []),
    ...(wrongDefault === null ? [] : [{ text: wrongDefault, sql: [`SET DEFAULT ${promised.default}`] }]),
  ]
  if (faults.length === 0)
    return { ...about, status: 'pass', verdict: fit.verdict, ...(fit.reason !== null && { reason: fit.reason }) }
  return {
    ...about,
    status: 'fail',
    verdict: 'weaker',
    message: `${where} is not what the plan promises: ${faults.map(({ text }) => text).join('; ')}.`,
    remedy: `${alter} ${[...new Set(faults.flatMap(({ sql }) => sql))].map((sql) => `ALTER COLUMN ${quote(name)} ${sql}`).join(', ')};`,
    evidence: { ...evidence, type: column.type, not_null: column.notNull, default: column.default },
  }
}

/** What a column lacks of the promise; null and false where it lacks nothing. */
export interface ColumnFaults {
  readonly misfit: string | null
  readonly nullable: boolean
  readonly wrongDefault: string | null
}

export function columnFaults(promised: PromisedColumn, type: string, column: Column): ColumnFaults {
  const { verdict, reason } = fitOf(promised, type, column)
  return {
    misfit: verdict === 'weaker' ? reason : null,
    nullable: promised.notNull && !column.notNull,
    wrongDefault: defaultFault(promised, column),
  }
}

/** A default of the old type may not be one of the new type: it goes before, and the plan's comes after. */
function retype(column: Column, type: string, value: string | undefined): readonly string[] {
  const change = `TYPE ${type} USING ${quote(column.name)}::${type}`
  if (column.default === null || column.generated !== null) return [change]
  return value === undefined ? ['DROP DEFAULT', change] : ['DROP DEFAULT', change, `SET DEFAULT ${value}`]
}

function fitOf(promised: PromisedColumn, type: string, column: Column): ReturnType<typeof typeFit> {
  const fit = typeFit(type, column)
  if (fit.verdict !== 'weaker') return fit
  return promised.or.includes(column.baseType) ? { verdict: 'equivalent', reason: `${column.type} serves as well` } : fit
}

/** Any way to the current time, and any fresh uuid, is as good as the plan's. An identity column needs no default. */
function defaultFault(promised: PromisedColumn, column: Column): string | null {
  if (promised.default === undefined || column.identity !== null || column.generated !== null) return null
  if (column.default === null) return `it has no default (the plan has ${promised.default})`
  const wanted = defaultValueOf(promised.default)
  const found = defaultValueOf(column.default)
  const same =
    wanted.kind === found.kind && (wanted.kind !== 'constant' || found.kind !== 'constant' || wanted.text === found.text)
  if (wanted.kind === 'other' ? column.default === promised.default : same) return null
  // Whatever makes a key, the application does not have to.
  if (wanted.kind === 'fresh uuid' && found.kind === 'other') return null
  return `its default is ${column.default} (the plan has ${promised.default})`
}
