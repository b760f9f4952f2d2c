import type { Context } from '../check.ts'
import type { Finding } from '../finding.ts'
import type { Fix, FixOptions } from '../fix/change.ts'
import { extractionChanges } from '../fix/extraction-changes.ts'
import { takesNumbers } from '../fix/extraction-number.ts'
import { qualified, quote } from '../identifier.ts'
import type { Column, Relation } from '../snapshot.ts'
import type { ColumnsParams } from './columns.ts'
import { documentColumn } from './promised-score.ts'
import { nameOf } from './relation-object.ts'
import { textNumbers, textNumbersKey } from './text-numbers.ts'

/** The promised column: taken out of its document where there is one, else added empty; of another type where it is text that casts. */
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
  return {
    kind: 'changes',
    changes: extractionChanges(relation, source, [{ name: subject, type, keys, exists: false }], options.sync),
  }
}

/** A column of the promised name whose values are no numbers to PostgreSQL: another type when all of them cast, else a question. */
function retype(context: Context<ColumnsParams>, relation: Relation, column: Column, wanted: string): Fix {
  const where = `${nameOf(relation)}.${column.name}`
  const counted = textNumbers(context.answer(textNumbersKey(context.rule.id, relation, column.name)))
  const plain = column.category === 'S' && column.default === null && column.generated === null && column.domain === null
  if (plain && counted && counted.numbers === counted.values) {
    const to = counted.integers === counted.values && ['integer', 'bigint'].includes(wanted) ? wanted : 'numeric'
    const table = { schema: relation.schema, name: relation.name }
    return {
      kind: 'changes',
      changes: [
        {
          kind: 'altered column',
          table,
          column: column.name,
          type: { to, from: column.type },
          setNotNull: false,
          default: null,
        },
      ],
    }
  }
  const name = quote(column.name)
  const known = counted
    ? `${counted.numbers} of its ${counted.values} values are numbers`
    : 'how many of its values are numbers was not counted'
  return {
    kind: 'question',
    question: `${where} is ${column.type}, and ${known}: what becomes of the others, and of what reads it as ${column.type}, once it is a number?`,
    examples: [
      `SELECT ${name}, count(*) FROM ${qualified(relation)} WHERE ${name}::text !~ '^ *[+-]?[0-9]{1,30}([.][0-9]{1,30})? *$' GROUP BY 1 ORDER BY 2 DESC LIMIT 20;`,
      `ALTER TABLE ${qualified(relation)} ALTER COLUMN ${name} TYPE numeric USING ${name}::text::numeric;`,
    ],
  }
}
