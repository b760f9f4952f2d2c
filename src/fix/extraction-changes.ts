import type { Relation } from '../snapshot.ts'
import type { Change, ExtractedColumn, Extraction } from './change.ts'
import { documentFunction, numberFunction } from './extraction-number.ts'

/** An extraction and the functions that it calls: they come first, and are shared by all tables of the schema. */
export function extractionChanges(
  relation: Relation,
  document: { readonly column: string; readonly type: Extraction['documentType'] },
  columns: readonly ExtractedColumn[],
  sync: Extraction['sync'],
): readonly Change[] {
  const table = { schema: relation.schema, name: relation.name }
  const types = [...new Set(columns.map(({ type }) => type))].toSorted()
  return [
    ...(document.type === 'json' ? [documentFunction(table)] : []),
    ...types.map((type) => numberFunction(table, type)),
    { kind: 'extraction', table, document: document.column, documentType: document.type, columns, sync },
  ]
}
