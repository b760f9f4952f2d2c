import { type Context, defineCheck } from '../check.ts'
import { createTable } from './create-table.ts'
import { findTable } from './find-table.ts'
import { objectOf } from './relation-object.ts'
import { judgeColumn } from './table-column.ts'
import { countQueries } from './table-counts.ts'
import { fixTable } from './table-fix.ts'
import { judgeForeignKey } from './table-foreign-key.ts'
import { type TableParams, tableParams } from './table-params.ts'
import { judgePrimaryKey, judgeUnique } from './table-unique.ts'

/** A table of the plan exists, with its columns, keys and references. A table that is missing is one finding, not one for each column. */
export const table = defineCheck<TableParams>({
  id: 'table',
  summary: 'A table that the plan adds exists with its columns, types, keys and references',
  params: tableParams,
  needs: ['relations', 'columns', 'indexes', 'constraints'],
  scope: 'table',
  missingTable: (context, name, schema) => [
    {
      object: { schema, relation: name, kind: 'table' },
      subject: 'table',
      status: 'fail',
      verdict: 'missing',
      message: `There is no table ${name}, which the plan adds: ${context.rule.summary}.`,
      remedy: remedyOf(context, { schema, name }),
      evidence: {},
    },
  ],
  queries: countQueries,
  run: (context, relation) => {
    const { columns, primaryKey, unique, foreignKeys } = context.rule.params
    return [
      { object: objectOf(relation, 'table'), subject: 'table', status: 'pass', verdict: 'present' },
      ...columns.map((column) => judgeColumn(context, relation, column)),
      ...(primaryKey ? [judgePrimaryKey(context, relation, primaryKey)] : []),
      ...unique.map((key) => judgeUnique(context, relation, key)),
      ...foreignKeys.map((key) => judgeForeignKey(context, relation, key)),
    ]
  },
  fix: fixTable,
})

function remedyOf(context: Context<TableParams>, planned: { readonly schema: string; readonly name: string }): string {
  const { relations } = context.snapshot
  const taken = relations.find(({ schema, name }) => schema === planned.schema && name === planned.name)
  if (taken)
    return `the name belongs to a ${taken.kind}: say in the config which table stands for ${planned.name}, or give up one of the two`
  const absent = context.rule.params.foreignKeys
    .map((key) => context.tableName(key.table))
    .find((name) => !findTable(context.snapshot, name, planned.schema))
  const create = createTable(context, planned)
  return absent === undefined ? create : `map in the config which table stands for ${absent}, which it references; then ${create}`
}
