import type { Context } from '../check.ts'
import type { Finding } from '../finding.ts'
import type { Change, Fix, FixOptions, ForeignKey, Name, NewTable } from '../fix/change.ts'
import type { Relation } from '../snapshot.ts'
import { promisedType } from './create-table.ts'
import { findTable } from './find-table.ts'
import { fixTableColumn } from './table-column-fix.ts'
import { fixForeignKey, fixPrimaryKey, fixUnique } from './table-constraint-fix.ts'
import { fillChanges } from './table-fill.ts'
import { judgeForeignKey } from './table-foreign-key.ts'
import type { TableParams } from './table-params.ts'
import { judgePrimaryKey, judgeUnique } from './table-unique.ts'

/** The table with the function that fills it, or the part of it that is missing. */
export function fixTable(
  context: Context<TableParams>,
  finding: Finding,
  relation: Relation | undefined,
  options: FixOptions,
): Fix {
  const { object, subject, message, remedy } = finding
  if (!relation)
    return (
      newTable(context, { schema: object.schema, name: object.relation }, options) ?? {
        kind: 'question',
        question: `${message} What is to stand for it here? The advice: ${remedy}`,
        examples: [],
      }
    )
  const ask: Fix = { kind: 'question', question: message, examples: [remedy] }
  const { columns, primaryKey, unique, foreignKeys } = context.rule.params
  if (object.kind === 'column') {
    const promised = columns.find(({ name }) => context.columnName(relation, name) === subject)
    return promised ? fixTableColumn(context, relation, promised, finding) : ask
  }
  if (primaryKey && judgePrimaryKey(context, relation, primaryKey).subject === subject)
    return fixPrimaryKey(context, relation, primaryKey, finding)
  const key = unique.find((each) => judgeUnique(context, relation, each).subject === subject)
  if (key) return fixUnique(context, relation, key, finding)
  const reference = foreignKeys.find((each) => judgeForeignKey(context, relation, each).subject === subject)
  return reference ? fixForeignKey(context, relation, reference, finding) : ask
}

/** Null where something else has the name, or a table that it references is not there. */
function newTable(context: Context<TableParams>, table: Name, options: FixOptions): Fix | null {
  const { columns, primaryKey = [], unique, foreignKeys } = context.rule.params
  if (context.snapshot.relations.some(({ schema, name }) => schema === table.schema && name === table.name)) return null
  const real = (names: readonly string[]): readonly string[] => names.map((name) => context.columnName(table, name))
  const references: ForeignKey[] = []
  for (const key of foreignKeys) {
    const referenced = findTable(context.snapshot, context.tableName(key.table), table.schema)
    if (!referenced) return null
    references.push({
      columns: real(key.columns),
      references: { schema: referenced.schema, name: referenced.name },
      to: key.to.map((name) => context.columnName(referenced, name)),
      onDelete: key.onDelete,
    })
  }
  const change: NewTable = {
    kind: 'table',
    table,
    columns: columns.map((column) => ({
      name: context.columnName(table, column.name),
      type: promisedType(context, column, table.schema),
      notNull: column.notNull,
      default: column.default ?? null,
    })),
    primaryKey: real(primaryKey),
    unique: unique.map(real),
    foreignKeys: references,
  }
  const changes: readonly Change[] = [change, ...fillChanges(context, table, options)]
  return { kind: 'changes', changes }
}
