import type { Query } from '../check.ts'
import { numberIn } from '../fix/extraction-number.ts'
import { literal, qualified, quote } from '../identifier.ts'
import type { Answer, Relation } from '../snapshot.ts'

/** What the rows hold under one key of a document: values, by what a number column could take of them. JSON nulls are not counted. */
export interface KeyCounts {
  readonly key: string
  readonly wholeNumbers: number
  readonly fractions: number
  /** Texts that are numbers: `"72"`. */
  readonly numericTexts: number
  /** Those of them with a fraction. */
  readonly fractionalTexts: number
  readonly notNumbers: number
}

export const isDocument = (type: string): type is 'json' | 'jsonb' => type === 'json' || type === 'jsonb'

export const keysQueryKey = (rule: string, relation: Relation, document: string): string =>
  `${rule}:${relation.schema}.${relation.name}:keys of ${document}`

const count = (condition: string): string => `count(*) filter (where ${condition})`

/** One scan of the table for all keys of a document; `keys` are looked at before all others, `all` are whether the others are too. */
export function keysQuery(
  rule: string,
  relation: Relation,
  document: string,
  { keys, all }: { readonly keys: readonly string[]; readonly all: boolean },
): Query {
  const column = `t.${quote(document)}::jsonb`
  const promised = keys.length === 0 ? 'false' : `e.key in (${keys.map((key) => literal(key).trim()).join(', ')})`
  const sql =
    `select e.key, ${[
      `v.kind = 'number' and v.number = trunc(v.number)`,
      `v.kind = 'number' and v.number <> trunc(v.number)`,
      `v.kind = 'string' and v.number is not null`,
      `v.kind = 'string' and v.number <> trunc(v.number)`,
      `v.kind <> 'null' and v.number is null`,
    ]
      .map(count)
      .join(', ')} from ${qualified(relation)} t ` +
    `cross join lateral jsonb_each(case when jsonb_typeof(${column}) = 'object' then ${column} end) e ` +
    `cross join lateral (select jsonb_typeof(e.value) as kind, ${numberIn('e.value', 'numeric')} as number) v ` +
    `${all ? '' : `where ${promised} `}group by e.key ` +
    `${all ? `having count(v.number) > 0 or ${promised} ` : ''}order by ${promised} desc, e.key collate "C"`
  return { key: keysQueryKey(rule, relation, document), sql, needsCheckData: true, maxRows: 200 }
}

/** The counts by key, in the order of the keys; null when they were not asked for or could not be counted. */
export function keyCounts(answer: Answer | undefined): readonly KeyCounts[] | null {
  if (!answer || 'error' in answer) return null
  return answer.rows.flatMap(([key, ...counts]) => {
    if (key === null || key === undefined) return []
    const [wholeNumbers = 0, fractions = 0, numericTexts = 0, fractionalTexts = 0, notNumbers = 0] = counts.map(Number)
    return [{ key, wholeNumbers, fractions, numericTexts, fractionalTexts, notNumbers }]
  })
}

/** What all of these keys hold together; null when nothing is known. */
export function together(counts: readonly KeyCounts[] | null, keys: readonly string[]): Omit<KeyCounts, 'key'> | null {
  if (counts === null) return null
  const sum = (of: (counts: KeyCounts) => number): number =>
    counts.filter(({ key }) => keys.includes(key)).reduce((total, each) => total + of(each), 0)
  return {
    wholeNumbers: sum((each) => each.wholeNumbers),
    fractions: sum((each) => each.fractions),
    numericTexts: sum((each) => each.numericTexts),
    fractionalTexts: sum((each) => each.fractionalTexts),
    notNumbers: sum((each) => each.notNumbers),
  }
}

const INTEGERS: readonly string[] = ['smallint', 'integer', 'bigint']

/** The rule's type, or numeric where the rows have fractions that an integer would leave out. */
export const typeFor = (type: string, counts: Omit<KeyCounts, 'key'> | null): string =>
  counts && counts.fractions + counts.fractionalTexts > 0 && INTEGERS.includes(type) ? 'numeric' : type
