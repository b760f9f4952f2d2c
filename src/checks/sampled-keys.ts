import type { Query } from '../check.ts'
import { qualified, quote } from '../identifier.ts'
import type { Answer, Relation } from '../snapshot.ts'

/** Documents that are looked into: the first that the table holds, which costs the same however large it is. */
const DOCUMENTS = 1000
/** A key that fewer than one document in so many has is somebody's data (a map by user, by address) more often than a name. */
const ONE_IN = 10
const MOST_KEYS = 20

const queryKey = (rule: string, relation: Relation, document: string): string =>
  `${rule}:${relation.schema}.${relation.name}:sampled keys of ${document}`

/** Which keys the first documents of a column have, and of what types their values are. */
export function sampledKeysQuery(rule: string, relation: Relation, document: string): Query {
  const sample = `select ${quote(document)}::jsonb as document from ${qualified(relation)} where ${quote(document)} is not null limit ${DOCUMENTS}`
  const sql =
    `with sample as materialized (${sample}) ` +
    `select e.key, string_agg(distinct jsonb_typeof(e.value), ' or ' order by jsonb_typeof(e.value)) from sample ` +
    `cross join lateral jsonb_each(case when jsonb_typeof(document) = 'object' then document end) e ` +
    `group by e.key having count(*) * ${ONE_IN} >= (select count(*) from sample) order by count(*) desc, e.key collate "C"`
  return { key: queryKey(rule, relation, document), sql, needsCheckData: true, maxRows: MOST_KEYS }
}

/** The keys with the types of their values, `total: number`; none where nobody looked. */
export function sampledKeys(
  answer: (key: string) => Answer | undefined,
  rule: string,
  relation: Relation,
  document: string,
): readonly { readonly key: string; readonly types: string }[] {
  const found = answer(queryKey(rule, relation, document))
  if (!found || 'error' in found) return []
  return found.rows.flatMap(([key, types]) => (key === null || key === undefined ? [] : [{ key, types: types ?? '' }]))
}
