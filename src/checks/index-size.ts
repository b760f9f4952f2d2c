import type { Relation } from '../snapshot.ts'
import { TRUE } from '../sql/clause.ts'
import type { Access } from './index-access.ts'
import type { IndexShape } from './index-serves.ts'

/** What a partial index would save where a full one stands in for it, by the column statistics; empty when they do not say. */
export function sizeNote({ index, predicate }: IndexShape, access: Access, relation: Relation): string {
  if (access.whereText === null || predicate !== TRUE) return ''
  const { where } = access
  if (where.kind !== 'boolean' || where.term.kind !== 'column') return ''
  const { name } = where.term
  const common = relation.columns.find((column) => column.name === name)?.statistics?.mostCommon
  const kept = common?.find(({ value }) => value === (where.not ? 'f' : 't'))?.frequency
  if (kept === undefined) return ''
  const bytes = Math.round(index.bytes * (1 - kept))
  return `; a partial index would be about ${Math.round((1 - kept) * 100)} % smaller (${bytes} bytes)`
}
