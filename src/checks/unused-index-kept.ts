import type { Context } from '../check.ts'
import { passes } from '../finding.ts'
import type { Index, Relation } from '../snapshot.ts'
import { referencedColumns } from '../sql/referenced-columns.ts'
import { readWorkload } from '../workload/read-workload.ts'
import { type SearchedColumns, searchedColumns } from '../workload/searched-columns.ts'
import { storedIndexes } from './attached-indexes.ts'
import { accessOf, type IndexParams } from './index-access.ts'
import { makesRedundant } from './index-redundancy.ts'
import { type IndexShape, serves } from './index-serves.ts'
import { accessFor, shapesOf } from './index-shapes.ts'
import { judge } from './index-verdict.ts'

/**
 * Why an index stays although nothing has used it, as the end of a sentence; null when nothing is known that needs it.
 *
 * A foreign key looks for the referencing rows whenever a referenced row goes, which may be once a year and then must not read the whole
 * table. A rule of this run may ask for this very index, and its statement is yet to come. A statement of the workload may compare the
 * leading column: the planner preferred something else so far, and may not when the table has grown. And where another index that is in use
 * only repeats the first keys of this one, this is the one that remains when that one goes.
 */
export function keptBecause(context: Context<unknown>, relation: Relation, index: Index): string | null {
  const shapes = shapesOf(relation, context.snapshot.enums)
  const shape = shapes.find((each) => each.index === index)
  if (!shape) return 'its keys could not be read'
  const key = relation.constraints.find(({ type, columns }) => type === 'foreign key' && finds(context, relation, shape, columns))
  if (key) return `its first keys are the columns of the foreign key ${key.name}`
  const rule = askedBy(context, relation, shape)
  if (rule !== null) return `the rule ${rule} asks for it`
  const column = searchedBy(context, relation, index)
  if (column !== null) return `a statement of the workload looks for ${column}`
  const other = shapes.find((each) => each !== shape && isInUse(context, relation, each) && repeats(shape, each, relation))
  return other ? `it stands in for ${other.index.name}, which repeats its first keys and is in use` : null
}

/** Whether it answers the lookup of a foreign key, which compares all of its columns and nothing else. */
function finds({ snapshot }: Context<unknown>, relation: Relation, shape: IndexShape, columns: readonly string[]): boolean {
  const method = shape.index.method === 'hash' ? 'hash' : 'btree'
  const lookup: IndexParams = { equal: [...columns], order: [], unique: false, method }
  const access = accessOf(lookup, relation, (name) => name, snapshot.server.versionNumber, snapshot.enums)
  return serves(shape, access).serves
}

const askedBy = (context: Context<unknown>, relation: Relation, shape: IndexShape): string | null =>
  context.rules.find(
    (rule) =>
      rule.check === 'index' &&
      context.meansTable(rule, relation) &&
      passes(judge(shape, accessFor(context, rule.params as IndexParams, relation)).verdict),
  )?.id ?? null

/** The column by which a statement could use it: its leading one, or for expressions and other methods any that it is made of. */
function searchedBy({ snapshot }: Context<unknown>, relation: Relation, index: Index): string | null {
  const used = searchedColumns(readWorkload(snapshot)?.entries ?? []).get(JSON.stringify([relation.schema, relation.name]))
  if (!used) return null
  const [first] = index.keys
  if (index.method === 'btree' && first && first.column !== null) return used.searched.has(first.column) ? first.column : null
  const columns = index.keys.flatMap(({ column, expression }) => column ?? referencedColumns(expression ?? ''))
  return columns.find((column) => isMentioned(used, column)) ?? null
}

const isMentioned = ({ searched, mentioned }: SearchedColumns, column: string): boolean =>
  searched.has(column) || mentioned.has(column)

const isInUse = ({ snapshot }: Context<unknown>, relation: Relation, { index }: IndexShape): boolean =>
  storedIndexes(snapshot, relation, index).some(({ statistics }) => statistics === null || statistics.scans > 0)

const repeats = (shape: IndexShape, other: IndexShape, relation: Relation): boolean =>
  shape.index.method === 'btree' &&
  other.index.method === 'btree' &&
  !other.index.unique &&
  other.index.constraint === null &&
  makesRedundant(shape, other, relation)
