import { type Connection, rowsOf } from '../../collect/connection.ts'
import { qualified } from '../../identifier.ts'
import type { Index, Relation } from '../../snapshot.ts'
import type { Embedded } from '../embedded.ts'
import { keyOf } from '../rebuild-scope.ts'
import { attributeOf } from './column-facts.ts'
import { type CopyIndex, indexesOf } from './copy-indexes.ts'
import { btreeHeight, btreeSize } from './index-size.ts'
import { passingOver } from './passing-over.ts'
import { planOf } from './plan-summary.ts'
import type { RelationFile } from './relation-files.ts'
import { resize } from './resize.ts'
import { restoreColumns, restoreRelation } from './restore-statistics.ts'
import { allVisiblePages } from './visibility.ts'

const PAGE = 8192

/** pg_class.reltuples of an index, taken from the snapshot where it has it. */
type SizedIndex = Index & { readonly tuples?: number }

/**
 * Gives the relations of a copy the statistics and the sizes that they have in the snapshot, and its new indexes those that they would
 * have there. Whatever reads or writes one of them afterwards reads pages that are not there.
 */
export async function sizeRelations(copy: Embedded, relations: readonly Relation[]): Promise<readonly CopyIndex[]> {
  const known = new Map(relations.filter(({ tuples }) => tuples !== null).map((relation) => [keyOf(relation), relation]))
  const indexes = await indexesOf(copy)
  // The first page of a B-tree is not the one any more that its checksum was made of.
  await copy.simple('SET ignore_checksum_failure = on')
  await passingOver(
    copy,
    [...known.values()].flatMap((relation) => [tableStatistics(relation), ...restoreColumns(relation)]),
  )
  // The planner keeps what it has once read of a B-tree's first page, so old indexes have their size before anything is planned,
  // and new ones are invalid until then.
  const [old, fresh] = [new Map<CopyIndex, Index>(), [] as CopyIndex[]]
  for (const index of indexes) {
    const own = known.get(keyOf(index.table))?.indexes.find(({ name }) => name === index.name)
    if (own) old.set(index, own)
    else fresh.push(index)
  }
  const files = await tableFiles(copy, known)
  for (const [index, own] of old) {
    const table = known.get(keyOf(index.table))
    if (table)
      files.push(...fileOf(index, own.bytes / PAGE, btreeHeight(own.bytes / PAGE, keysOf(table, index, table.tuples ?? 0))))
  }
  await resize(copy, files)

  const sizes: RelationFile[] = []
  const statistics: string[] = []
  for (const index of [...old.keys(), ...fresh]) {
    const table = known.get(keyOf(index.table))
    if (!table || index.path === null) continue
    const own: SizedIndex | undefined = old.get(index)
    const tuples = own?.tuples ?? (await tuplesIn(copy, table, index))
    const size = own ? null : sizeOf(table, index, tuples)
    if (size) sizes.push(...fileOf(index, size.pages, size.height))
    statistics.push(restoreRelation(index, { pages: size?.pages ?? (own?.bytes ?? 0) / PAGE, tuples, allVisible: 0 }))
  }
  await passingOver(copy, statistics)
  await resize(copy, sizes)
  return indexes
}

const tableStatistics = (relation: Relation): string => {
  const pages = relation.bytes / PAGE
  return restoreRelation(relation, { pages, tuples: relation.tuples ?? 0, allVisible: allVisiblePages(relation, pages) })
}

async function tableFiles(connection: Connection, known: ReadonlyMap<string, Relation>): Promise<RelationFile[]> {
  const rows = await rowsOf(
    connection,
    `select n.nspname, c.relname, current_setting('data_directory') || '/' || pg_relation_filepath(c.oid)
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.oid >= 16384 and c.relkind in ('r', 'm') -- tables, materialized views`,
  )
  return rows.flatMap(([schema, name, path]) => {
    const relation = known.get(keyOf({ schema: schema ?? '', name: name ?? '' }))
    return relation && path ? [{ path, pages: relation.bytes / PAGE, treeHeight: null }] : []
  })
}

const fileOf = ({ path, method }: CopyIndex, pages: number, height: number): readonly RelationFile[] =>
  path === null ? [] : [{ path, pages: Math.max(1, pages), treeHeight: method === 'btree' ? height : null }]

const keysOf = (table: Relation, index: CopyIndex, tuples: number) =>
  index.attributes.slice(0, index.keys).map((attribute) => attributeOf(table, tuples, attribute))

/** Only of a B-tree is the size known; what another method stores of each row is taken to be as much. */
const sizeOf = (table: Relation, index: CopyIndex, tuples: number) =>
  btreeSize({ ...index, tuples, attributes: index.attributes.map((attribute) => attributeOf(table, tuples, attribute)) })

/** Rows of an index: all of its table's, or those that the planner takes its predicate to be true of. */
async function tuplesIn(connection: Connection, table: Relation, { predicate }: CopyIndex): Promise<number> {
  if (predicate === null || (table.tuples ?? 0) === 0) return table.tuples ?? 0
  let rows = 0
  await connection.simple(
    `EXPLAIN (FORMAT JSON) SELECT FROM ONLY ${qualified(table)} WHERE ${predicate}`,
    (_statement, [json]) => {
      rows = planOf(json ?? '').nodes[0]?.rows ?? 0
    },
  )
  return rows
}
