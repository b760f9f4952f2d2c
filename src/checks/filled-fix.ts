import type { Context } from '../check.ts'
import type { Finding } from '../finding.ts'
import type { Fix, FixOptions } from '../fix/change.ts'
import { extractionFix } from '../fix/extraction-changes.ts'
import { firstNumber, takesNumbers } from '../fix/extraction-number.ts'
import { literal, qualified, quote } from '../identifier.ts'
import type { Column, Domain, Relation, Snapshot } from '../snapshot.ts'
import { documentColumn } from './promised-score.ts'
import { refusedKey, refusedRows } from './refused-values.ts'
import { nameOf } from './relation-object.ts'

/** The backfill of a column that is there, and what keeps it in step from then on. Values that it cannot take are for people. */
export function fixUnfilled(
  context: Context<unknown>,
  { rule, subject, message, remedy, evidence }: Finding,
  relation: Relation | undefined,
  options: FixOptions,
): Fix {
  const column = relation?.columns.find(({ name }) => name === subject)
  const {
    rows,
    rows_that_do_not_fit: unfit = 0,
    rows_that_differ: differing = 0,
    json_column: document,
    json_keys: keys,
  } = evidence
  const source = relation && typeof document === 'string' ? documentColumn(relation, document) : undefined
  if (!relation || !column || !source || keys === null || typeof keys !== 'object')
    return { kind: 'question', question: message, examples: [remedy] }
  const where = `${nameOf(relation)}.${subject}`
  const look = `SELECT ${keys.map((key) => `${quote(source.column)} -> ${literal(key).trim()}`).join(', ')} FROM ${qualified(relation)} WHERE ${quote(subject)} IS NULL LIMIT 20;`
  const ask = (question: string, ...examples: readonly string[]): Fix => ({
    kind: 'question',
    question,
    examples: [look, ...examples],
  })
  const type = column.domain === null ? column.type : column.baseType
  if (!takesNumbers(type))
    return ask(
      `${where} is ${column.type}, which takes no numbers: which type is it to have before it is filled from ${source.column}?`,
    )
  if (column.generated !== null)
    return ask(`${where} is a generated column, and leaves out scores of ${source.column}: is its expression what it should be?`)
  if (typeof unfit === 'number' && unfit > 0)
    return ask(
      `${unfit} of the ${String(rows)} rows that ${where} lacks hold a number that ${column.type} does not: is it to become numeric, or are they to be rounded?`,
      `ALTER TABLE ${qualified(relation)} ALTER COLUMN ${quote(subject)} TYPE numeric;`,
    )
  if (column.domain !== null && hasChecks(context.snapshot, column.domain))
    return ask(`${where} has a domain with CHECKs of its own: do the values of ${source.column} keep to them?`)
  const refused = isChecked(relation, column) ? refusedRows(context.answer(refusedKey(rule, relation, subject))) : 0
  if (refused !== 0)
    return ask(
      `The CHECKs of ${nameOf(relation)} refuse ${refused === null ? 'an uncounted number of' : refused} of the ${String(rows)} values that ${where} lacks: are those values wrong, or the CHECKs?`,
    )
  const number = firstNumber(quote(source.column), keys, type)
  if (options.sync !== 'app' && differing !== 0)
    return ask(
      `${differing === null ? 'An uncounted number of' : String(differing)} rows have another number in ${where} than in ${source.column}, so that something else writes it: is it to go on doing so (then --sync app, which fills only the ${String(rows)} rows that lack it), or is a trigger to take over (then make them agree first, and run fix again)?`,
      `SELECT * FROM ${qualified(relation)} WHERE ${quote(subject)} <> ${number} LIMIT 20;`,
      `UPDATE ${qualified(relation)} SET ${quote(subject)} = ${number} WHERE ${quote(subject)} <> ${number};`,
    )
  if (options.sync !== 'app' && column.default !== null)
    return ask(
      `${where} has the default ${column.default}, which a new row gets before a trigger sees it: is a new row to have the number of ${source.column} instead? Without the default a trigger takes it; with --sync app the rows that are there are filled and no more.`,
      `ALTER TABLE ${qualified(relation)} ALTER COLUMN ${quote(subject)} DROP DEFAULT;`,
    )
  return extractionFix(context.snapshot, relation, source, [{ name: subject, type, keys, exists: true }], options.sync)
}

const isChecked = (relation: Relation, { name }: Column): boolean =>
  relation.constraints.some(({ type, enforced, columns }) => type === 'check' && enforced && columns.includes(name))

/** A domain's own CHECKs or those of a domain below it. */
function hasChecks(snapshot: Snapshot, name: NonNullable<Column['domain']>): boolean {
  let domain = snapshot.domains.find((each) => each.schema === name.schema && each.name === name.name)
  while (domain) {
    if (domain.checks.length > 0) return true
    const below: Domain['type'] = domain.type
    domain = snapshot.domains.find((each) => qualified(each) === below)
  }
  return false
}
