import type { Context } from '../check.ts'
import type { Finding } from '../finding.ts'
import type { Fix, FixOptions } from '../fix/change.ts'
import { extractionFix } from '../fix/extraction-changes.ts'
import { takesNumbers } from '../fix/extraction-number.ts'
import { qualified, quote } from '../identifier.ts'
import type { Column, Relation } from '../snapshot.ts'
import type { ColumnsParams } from './columns.ts'
import { documentColumn } from './promised-score.ts'
import { nameOf } from './relation-object.ts'
import { textNumbers, textNumbersKey } from './text-numbers.ts'

/** The promised column: taken out of its document where there is one, else added empty. Another type for one that is there is for people. */
export function fixColumn(
  context: Context<ColumnsParams>,
  { subject, message, remedy, evidence }: Finding,
  relation: Relation | undefined,
  options: FixOptions,
): Fix {
  if (!relation) return { kind: 'question', question: message, examples: [remedy] }
  const existing = relation.columns.find(({ name }) => name === subject)
  const table = { schema: relation.schema, name: relation.name }
  const type = String(evidence['expected_type'])
  if (existing) return retype(context, relation, existing, type)
  const { json_column: document, json_keys: keys } = evidence
  if (typeof document !== 'string' || keys === null || typeof keys !== 'object')
    return {
      kind: 'changes',
      changes: [{ kind: 'column', table, column: { name: subject, type, notNull: false, default: null } }],
    }
  const source = documentColumn(relation, document)
  if (!source || !takesNumbers(type))
    return {
      kind: 'question',
      question: source
        ? `No number of ${nameOf(relation)}.${document} can be taken as ${type}: give the rule a numeric type, or add ${subject} and fill it yourself.`
        : `${nameOf(relation)}.${document} is no json or jsonb column: how do numbers get from it into ${subject}?`,
      examples: [remedy],
    }
  return extractionFix(context.snapshot, relation, source, [{ name: subject, type, keys, exists: false }], options.sync)
}

/**
 * A column of the promised name whose values are no numbers to PostgreSQL. Even where all of them cast, those who read and write it as
 * what it is now would break.
 */
function retype(context: Context<ColumnsParams>, relation: Relation, column: Column, wanted: string): Fix {
  const where = `${nameOf(relation)}.${column.name}`
  const counted = textNumbers(context.answer(textNumbersKey(context.rule.id, relation, column.name)))
  const numbers = counted !== null && counted.numbers === counted.values
  const to = numbers && counted.integers === counted.values && ['integer', 'bigint'].includes(wanted) ? wanted : 'numeric'
  const name = quote(column.name)
  const known = !counted
    ? 'how many of its values are numbers was not counted'
    : numbers
      ? `all of its ${counted.values} values are numbers`
      : `${counted.numbers} of its ${counted.values} values are numbers`
  return {
    kind: 'question',
    question: `${where} is ${column.type}, and ${known}: what becomes of ${numbers ? '' : 'the others, and of '}what reads and writes it as ${column.type}, once it is a number?`,
    examples: [
      ...(numbers
        ? []
        : [
            `SELECT ${name}, count(*) FROM ${qualified(relation)} WHERE ${name}::text !~ '^ *[+-]?[0-9]{1,30}([.][0-9]{1,30})? *$' GROUP BY 1 ORDER BY 2 DESC LIMIT 20;`,
          ]),
      `ALTER TABLE ${qualified(relation)} ALTER COLUMN ${name} TYPE ${to} USING ${name}::text::${to};`,
    ],
  }
}
