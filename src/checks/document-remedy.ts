import { qualified, quote } from '../identifier.ts'
import type { Column, Relation } from '../snapshot.ts'
import type { DocumentUse } from '../workload/shape.ts'
import type { DocumentIndex } from './document-indexes.ts'

interface Facts {
  readonly uses: readonly DocumentUse[]
  readonly indexes: readonly DocumentIndex[]
  /** Whether an index that is there may serve every use. */
  readonly maybe: boolean
  /** Generated columns that hold a part of the document. */
  readonly columns: readonly string[]
  /** The rule that reports the column already. */
  readonly related: string | null
}

/** `@>`, `@?` and `@@` are all that the smaller operator class finds; with `?` it takes the larger one. */
const CONTAINMENT = new Set(['@>', '@?', '@@'])
const EXISTENCE = new Set(['?', '?|', '?&'])
/** What these do an operator does too, and only operators are found in an index. */
const AS_OPERATOR: Readonly<Record<string, string>> = {
  jsonb_exists: '?',
  jsonb_exists_any: '?|',
  jsonb_exists_all: '?&',
  jsonb_contains: '@>',
  jsonb_path_exists: '@?',
  jsonb_path_match: '@@',
}

const OWN_COLUMNS =
  'give what they ask for columns of their own, kept up by a trigger and filled in batches (a generated column rewrites the table), or an index on the very same expression'

/** What helps the statements that ask for parts of a document. */
export function documentRemedy(relation: Relation, column: Column, { uses, indexes, maybe, columns, related }: Facts): string {
  if (related !== null) return `what ${related} asks for, and then let these statements use the new columns`
  if (columns.length > 0)
    return `let these statements use ${columns.join(', ')} where they ask for what it holds; for the rest, ${OWN_COLUMNS}`
  if (maybe) {
    const names = indexes.filter((each) => uses.some(each.mayServe)).map(({ index }) => index.name)
    return `see with EXPLAIN whether they use ${names.join(', ')}: it serves those that ask for what it is built on`
  }
  const found = uses.every(({ clause }) => clause === 'where' || clause === 'join')
  const operators = uses.map(({ operator }) => operator)
  const written = operators.map((operator) => AS_OPERATOR[operator] ?? operator)
  if (column.baseType === 'jsonb' && found && written.every((operator) => CONTAINMENT.has(operator) || EXISTENCE.has(operator))) {
    const opclass = written.some((operator) => EXISTENCE.has(operator)) ? '' : ' jsonb_path_ops'
    // PostgreSQL builds no index of a partitioned table concurrently.
    const concurrently = relation.kind === 'partitioned table' ? '' : ' CONCURRENTLY'
    const index = `CREATE INDEX${concurrently} ON ${qualified(relation)} USING gin (${quote(column.name)}${opclass});`
    const functions = [...new Set(operators.filter((operator) => operator in AS_OPERATOR))]
    return functions.length === 0
      ? index
      : `write ${functions.map((name) => `${name} as ${AS_OPERATOR[name]}`).join(', ')}, for an index serves operators alone, and: ${index}`
  }
  return `${OWN_COLUMNS}; GIN serves no range and no order`
}
