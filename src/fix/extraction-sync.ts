import { quote } from '../identifier.ts'
import type { Relation, Snapshot } from '../snapshot.ts'
import type { ExtractedColumn, Extraction, NewFunction, NewTrigger } from './change.ts'
import { syncName } from './extraction-name.ts'
import { numberOf, numberVariable } from './extraction-number.ts'
import { rowWriters, SYNC_HEAD } from './row-writers.ts'

/** The function and the trigger that keep columns of a table in step with a document of it. */
export function syncChanges(
  change: Extraction,
  columns: readonly ExtractedColumn[],
  snapshot: Snapshot,
): { readonly function: NewFunction; readonly trigger: NewTrigger } {
  const { table, document } = change
  const relation = snapshot.relations.find(({ schema, name }) => schema === table.schema && name === table.name)
  const writers = relation ? rowWriters(snapshot, relation, [document, ...columns.map(({ name }) => name)]) : []
  const body = syncBody(change, columns)
  const name = syncName(
    change,
    body,
    snapshot,
    writers.map(({ trigger }) => trigger.name),
  )
  const called = { schema: table.schema, name }
  return {
    function: {
      kind: 'function',
      table,
      function: called,
      parameters: [],
      returns: 'trigger',
      language: 'plpgsql',
      attributes: '',
      body,
      use: null,
    },
    trigger: {
      kind: 'trigger',
      table,
      name,
      timing: 'BEFORE',
      // A trigger that fires before it may write the document in any update.
      events: writers.length > 0 ? 'INSERT OR UPDATE' : `INSERT OR UPDATE OF ${quote(document)}`,
      function: called,
      arguments: [],
      replaces: null,
    },
  }
}

/** Why no trigger of ours may keep these columns in step, as a question; null when one may. */
export function syncQuestion(snapshot: Snapshot, relation: Relation, change: Extraction): string | null {
  const columns = change.columns.filter(({ exists }) => change.sync === 'trigger' || (change.sync === 'generated' && exists))
  if (columns.length === 0) return null
  const names = [change.document, ...columns.map(({ name }) => name)]
  const [writer] = rowWriters(snapshot, relation, names).filter(({ assigns }) => assigns !== null)
  if (!writer) return null
  const { trigger, assigns } = writer
  const written = (assigns ?? []).filter((name) => names.includes(name))
  return (
    `The trigger ${trigger.name} of ${relation.schema}.${relation.name} writes ${written.join(', ')} before a row is stored, with ` +
    `${trigger.function.schema}.${trigger.function.name}(): is it to take the numbers out of ${change.document} too (then --sync app), ` +
    'or is another trigger to do that behind it?'
  )
}

/**
 * What a statement itself writes to a column stays: a value that an INSERT gives, and one that an UPDATE changes. Otherwise an INSERT takes
 * the number of the document, and an UPDATE takes it when it has become another one. A number that has left the document leaves the column
 * too, unless the column held another. It calls no function of ours, which whoever writes the table might not be allowed to execute.
 */
function syncBody(change: Extraction, columns: readonly ExtractedColumn[]): string {
  const { document, documentType } = change
  const numbers = columns.map((column, at) => ({
    type: numberVariable(column.type),
    name: quote(column.name),
    after: `after${at + 1}`,
    before: `before${at + 1}`,
    read: (from: string): string => numberOf(from, column),
  }))
  return `
${SYNC_HEAD}
-- What a statement itself writes to a column stays.
DECLARE
  document jsonb;
  old_document jsonb;
${numbers.map(({ type, after, before }) => `  ${after} ${type};\n  ${before} ${type};`).join('\n')}
BEGIN
${documentType === 'jsonb' ? `  document := NEW.${quote(document)};` : cautious('document', 'NEW', document)}
  IF TG_OP = 'UPDATE' THEN
${documentType === 'jsonb' ? `    old_document := OLD.${quote(document)};` : cautious('old_document', 'OLD', document)}
  END IF;
${numbers
  .map(
    ({ name, after, before, read }) => `  ${after} := ${read('document')};
  ${before} := ${read('old_document')};
  IF TG_OP = 'INSERT' THEN
    NEW.${name} := coalesce(NEW.${name}, ${after});
  ELSIF NEW.${name} IS NOT DISTINCT FROM OLD.${name} AND ${after} IS DISTINCT FROM ${before}
    AND (${after} IS NOT NULL OR NEW.${name} = ${before}) THEN
    NEW.${name} := ${after};
  END IF;`,
  )
  .join('\n')}
  RETURN NEW;
END
`
}

/** json takes what jsonb refuses: such a document holds no numbers, and stops no write. */
const cautious = (variable: string, row: 'NEW' | 'OLD', column: string): string => `  BEGIN
    ${variable} := ${row}.${quote(column)}::jsonb;
  EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
    ${variable} := NULL;
  END;`
