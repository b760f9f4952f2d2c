import type { DocumentRead } from '../workload/document-reads.ts'
import { shortenedQuery } from '../workload/shortened-query.ts'
import type { DocumentUse } from '../workload/shape.ts'

/** What statements do with the parts of a document, in words. */
export interface DescribedReads {
  /** `filter and sort`. */
  readonly verbs: string
  readonly clauses: readonly string[]
  readonly operators: readonly string[]
  /** SQL types that the parts are read as: what a column in their place would be. */
  readonly types: readonly string[]
  /** Those that take the most time. */
  readonly statements: readonly string[]
  readonly more: number
}

const MOST_STATEMENTS = 5

type Clause = DocumentUse['clause']
const CLAUSES: Readonly<Record<Clause, readonly [clause: string, verb: string]>> = {
  where: ['WHERE', 'filter'],
  join: ['FROM or JOIN', 'join'],
  group: ['GROUP BY or DISTINCT', 'group'],
  having: ['HAVING', 'aggregate'],
  aggregate: ['aggregates', 'aggregate'],
  order: ['ORDER BY', 'sort'],
  select: ['SELECT', 'read'],
}

/** Types as the parser names them, where people write another name. */
const TYPES: Readonly<Record<string, string>> = {
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  float4: 'real',
  float8: 'double precision',
  bool: 'boolean',
  timestamp: 'timestamp without time zone',
  timestamptz: 'timestamp with time zone',
}

const TEXT = new Set(['->>', '#>>', 'jsonb_extract_path_text', 'json_extract_path_text', 'jsonb_array_elements_text'])

export function describeReads(reads: readonly DocumentRead[]): DescribedReads {
  const uses = reads.flatMap((read) => read.uses)
  const clauses = Object.entries(CLAUSES).filter(([clause]) => uses.some((use) => use.clause === clause))
  const verbs = [...new Set(clauses.map(([, [, verb]]) => verb))]
  const types = uses.flatMap(({ cast, operator }) => (cast !== null ? [TYPES[cast] ?? cast] : TEXT.has(operator) ? ['text'] : []))
  const byTime = reads.toSorted((a, b) => b.entry.totalTime - a.entry.totalTime || (a.entry.query < b.entry.query ? -1 : 1))
  return {
    verbs: verbs.length < 2 ? verbs.join('') : `${verbs.slice(0, -1).join(', ')} and ${verbs.at(-1)}`,
    clauses: clauses.map(([, [clause]]) => clause),
    operators: [...new Set(uses.map(({ operator }) => operator))].toSorted(),
    types: [...new Set(types)].toSorted(),
    statements: byTime.slice(0, MOST_STATEMENTS).map(({ entry }) => shortenedQuery(entry.query)),
    more: Math.max(0, reads.length - MOST_STATEMENTS),
  }
}
