import type { Context } from '../check.ts'
import type { Column, Relation } from '../snapshot.ts'
import { findTable } from './find-table.ts'
import type { FillParams, TableParams } from './table-params.ts'

/** A table of attempts that this database has, with its real columns. */
export interface FillSource {
  /** What the plan calls this kind of attempt. */
  readonly kind: string
  readonly relation: Relation
  readonly column: (planned: string) => Column | undefined
}

/** The tables of attempts that are there, in the plan's order. */
export function fillSources(context: Context<TableParams>, { attempts }: FillParams, schema: string): readonly FillSource[] {
  return Object.entries(attempts).flatMap(([kind, planned]) => {
    const relation = findTable(context.snapshot, context.tableName(planned), schema)
    if (!relation) return []
    const column = (name: string): Column | undefined =>
      relation.columns.find((each) => each.name === context.columnName(relation, name))
    return [{ kind, relation, column }]
  })
}

/** The type of the attempted questions' ids: the one that all tables of attempts have, `text` where they differ; null for none. */
export function questionType(
  context: Context<TableParams>,
  fill: Extract<FillParams, { by: 'question' }>,
  schema: string,
): string | null {
  const types = fillSources(context, fill, schema).flatMap(({ column }) => column(fill.question)?.type ?? [])
  const [first = null] = types
  return types.every((type) => type === first) ? first : 'text'
}
