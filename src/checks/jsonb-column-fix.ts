import type { Context } from '../check.ts'
import type { Finding } from '../finding.ts'
import type { ExtractedColumn, Fix, FixOptions } from '../fix/change.ts'
import { extractionFix } from '../fix/extraction-changes.ts'
import { qualified, quote } from '../identifier.ts'
import type { Relation } from '../snapshot.ts'
import { documentColumn, promisedScore } from './promised-score.ts'
import { nameOf } from './relation-object.ts'

/** The promised scores of a document as columns. Which scores a table that the plan does not name should have is for people to say. */
export function fixDocument(
  context: Context<unknown>,
  promised: Readonly<Record<string, readonly string[]>> | undefined,
  { subject }: Finding,
  relation: Relation | undefined,
  options: FixOptions,
): Fix {
  const source = relation && documentColumn(relation, subject)
  const scores = Object.entries(promised ?? {}).map(([plan, keys]) => ({
    name: relation ? context.columnName(relation, plan) : plan,
    keys,
  }))
  const absent = scores.filter(({ name }) => !relation?.columns.some((column) => column.name === name))
  if (!relation || !source || scores.length === 0) return ask(relation, subject)
  if (absent.length === 0)
    return {
      kind: 'question',
      question: `${nameOf(relation)} has ${scores.map(({ name }) => name).join(', ')}, and not all of them as numbers: which type are they to have?`,
      examples: [],
    }
  const columns = absent.map(({ name, keys }): ExtractedColumn => {
    const score = promisedScore(context, relation, name)
    return score?.document.column === subject
      ? { name, type: score.type, keys: score.keys, exists: false }
      : { name, type: 'integer', keys, exists: false }
  })
  return extractionFix(context.snapshot, relation, source, columns, options.sync)
}

function ask(relation: Relation | undefined, document: string): Fix {
  const table = relation ? qualified(relation) : ''
  const where = relation ? `${nameOf(relation)}.${document}` : document
  return {
    kind: 'question',
    question: `Which scores of ${where} do queries sort, filter or average? Promise them in a rule of check: columns, with the keys that hold them; when there are none, switch the rule off for this table.`,
    examples: [
      `SELECT e.key, jsonb_typeof(e.value), count(*) FROM ${table} t CROSS JOIN LATERAL jsonb_each(CASE WHEN jsonb_typeof(to_jsonb(t.${quote(document)})) = 'object' THEN to_jsonb(t.${quote(document)}) END) e GROUP BY 1, 2 ORDER BY 3 DESC;`,
    ],
  }
}
