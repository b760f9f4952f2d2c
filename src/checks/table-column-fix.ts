import type { Context } from '../check.ts'
import type { Finding } from '../finding.ts'
import type { Fix } from '../fix/change.ts'
import { qualified, quote } from '../identifier.ts'
import type { Column, Relation } from '../snapshot.ts'
import { promisedType } from './create-table.ts'
import { nameOf } from './relation-object.ts'
import { columnFaults } from './table-column.ts'
import { countOf, nullRows } from './table-counts.ts'
import type { PromisedColumn, TableParams } from './table-params.ts'

/** A column that a planned table lacks, or has otherwise. What rows may stand in the way of is a question unless they were counted. */
export function fixTableColumn(
  context: Context<TableParams>,
  relation: Relation,
  promised: PromisedColumn,
  { subject: name, message, remedy }: Finding,
): Fix {
  const table = { schema: relation.schema, name: relation.name }
  const where = `${nameOf(relation)}.${name}`
  const type = promisedType(context, promised, relation.schema)
  const column = relation.columns.find((each) => each.name === name)
  const value = promised.default ?? null
  if (!column) {
    if (promised.notNull && value === null)
      return {
        kind: 'question',
        question: `${where} is to be NOT NULL, and the plan has no default for it: which value do the rows get that are there?`,
        examples: [`ALTER TABLE ${qualified(relation)} ADD COLUMN ${quote(name)} ${type};`],
      }
    return {
      kind: 'changes',
      changes: [{ kind: 'column', table, column: { name, type, notNull: promised.notNull, default: value } }],
    }
  }
  const { misfit, nullable, wrongDefault } = columnFaults(promised, type, column)
  if (misfit !== null && !widens(column, type))
    return {
      kind: 'question',
      question: `${message} What becomes of values that ${type} does not hold, and of what reads the column?`,
      examples: [remedy],
    }
  const nulls = nullable ? nullRows(relation, [name]) : null
  const empty = nulls ? countOf(context, relation, nulls) : 0
  if (nulls && empty !== 0)
    return {
      kind: 'question',
      question: `${where} is to be NOT NULL, and ${empty === null ? 'how many rows have none was not counted: pass --check-data' : `${empty} rows have none`}. Which value do they get?`,
      examples: [`${nulls.sql};`, remedy],
    }
  return {
    kind: 'changes',
    changes: [
      {
        kind: 'altered column',
        table,
        column: name,
        type: misfit === null ? null : { to: type, from: column.type },
        setNotNull: nullable,
        default: wrongDefault === null || value === null ? null : { to: value, from: column.default },
      },
    ],
  }
}

/** Most digits of the integer types before the point. */
const DIGITS: Readonly<Record<string, number>> = { smallint: 5, integer: 10, bigint: 19 }
const INTEGERS = Object.keys(DIGITS)

/** Whether every value of the column is one of the wanted type too, and means the same: nothing then depends on the rows. */
function widens({ type, baseType, generated, identity, domain }: Column, wanted: string): boolean {
  if (generated !== null || identity !== null || domain !== null) return false
  if (INTEGERS.includes(baseType) && INTEGERS.includes(wanted)) return INTEGERS.indexOf(wanted) >= INTEGERS.indexOf(baseType)
  if (INTEGERS.includes(baseType) && wanted.startsWith('numeric(')) {
    const [precision = 0, scale = 0] = wanted.slice('numeric('.length, -1).split(',').map(Number)
    return precision - scale >= (DIGITS[baseType] ?? Infinity)
  }
  if (baseType === 'date') return wanted === 'timestamp without time zone'
  return (
    ((baseType === 'character' || baseType === 'bpchar') && wanted === 'text') ||
    (type.startsWith('timestamp(') && wanted === baseType)
  )
}
