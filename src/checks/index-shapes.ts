import type { Context } from '../check.ts'
import { passes } from '../finding.ts'
import type { EnumType, Relation } from '../snapshot.ts'
import { referencedColumns } from '../sql/referenced-columns.ts'
import { type Access, accessOf, columnsOf, type IndexParams } from './index-access.ts'
import { type IndexShape, shapeOf } from './index-serves.ts'
import { bestOf, judge } from './index-verdict.ts'

/** What an index rule asks of this relation under its own names. */
export const accessFor = (context: Context<unknown>, params: IndexParams, relation: Relation): Access =>
  accessOf(
    params,
    relation,
    (name) => context.columnName(relation, name),
    context.snapshot.server.versionNumber,
    context.snapshot.enums,
  )

/** The columns of its keys, each once. */
export const keyColumns = ({ equal, order }: Access): string[] => [
  ...new Set([...equal, ...order].flatMap((key) => (key.column === null ? referencedColumns(key.text) : [key.column]))),
]

/** The columns that an index for it needs, each once, keys first. */
export const wantedColumns = (access: Access): string[] => [
  ...new Set([...keyColumns(access), ...(access.whereText === null ? [] : referencedColumns(access.whereText))]),
]

/** Whether the relation has an index that the rule accepts. `enums` are the snapshot's. */
export function passesOn(relation: Relation, access: Access, enums: readonly EnumType[]): boolean {
  const best = bestOf(shapesOf(relation, enums).map((shape) => judge(shape, access)))
  return best !== null && passes(best.verdict)
}

const shapes = new WeakMap<Relation, readonly IndexShape[]>()

/** The relation's indexes, parsed once for all rules. */
export function shapesOf(relation: Relation, enums: readonly EnumType[]): readonly IndexShape[] {
  const known = shapes.get(relation)
  if (known) return known
  const columns = columnsOf(relation, enums)
  const read = relation.indexes.map((index) => shapeOf(index, columns))
  shapes.set(relation, read)
  return read
}
