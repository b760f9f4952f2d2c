import type { Relation, Snapshot } from '../snapshot.ts'
import type { Change, ExtractedColumn, Extraction, Fix } from './change.ts'
import { documentFunction, numberFunction } from './extraction-number.ts'
import { syncQuestion } from './extraction-sync.ts'

/** An extraction, or the question why another trigger of the table stands in its way. */
export function extractionFix(
  snapshot: Snapshot,
  relation: Relation,
  document: { readonly column: string; readonly type: Extraction['documentType'] },
  columns: readonly ExtractedColumn[],
  sync: Extraction['sync'],
): Fix {
  const changes = extractionChanges(relation, document, columns, sync)
  const questions = changes.flatMap((change) =>
    change.kind === 'extraction' ? (syncQuestion(snapshot, relation, change) ?? []) : [],
  )
  return questions.length === 0 ? { kind: 'changes', changes } : { kind: 'question', question: questions.join(' '), examples: [] }
}

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
