import { accessOf, columnsOf, type IndexParams } from '../../src/checks/index-access.ts'
import { shapeOf } from '../../src/checks/index-serves.ts'
import { bestOf, judge, type Judged } from '../../src/checks/index-verdict.ts'
import type { Embedded } from '../../src/scratch/embedded.ts'
import type { Index } from '../../src/snapshot.ts'
import { collected, runSql } from './audit.ts'

const TABLE =
  'create table t (a text not null, b text not null, c text, n integer, active boolean, at timestamptz, during int4range, other int4range)'

/**
 * The indexes of the table `t` that `sql` creates and that come close to what is asked, best first, each as `name verdict why`.
 * `states` says by an index's name what no statement brings about: that its build goes on, or failed.
 */
export async function rankedIndexes(
  embedded: Embedded,
  sql: string,
  asked: Partial<IndexParams>,
  states: Readonly<Record<string, Partial<Index>>> = {},
): Promise<readonly string[]> {
  await runSql(embedded, `drop schema public cascade; create schema public; ${TABLE}; ${sql}`)
  const { relations, server } = await collected(embedded)
  const relation = relations.find(({ name }) => name === 't')
  if (!relation) throw new Error('there is no table t')
  const params: IndexParams = { equal: [], order: [], unique: false, method: 'btree', ...asked }
  const access = accessOf(params, relation, (name) => name, server.versionNumber)
  let judged: readonly Judged[] = relation.indexes.map((index) =>
    judge(shapeOf({ ...index, ...states[index.name] }, columnsOf(relation)), access),
  )
  const order: string[] = []
  for (let best = bestOf(judged); best !== null; best = bestOf(judged)) {
    const { shape, verdict, because } = best
    order.push(`${shape.index.name} ${verdict} ${because}`.trim())
    judged = judged.filter((each) => each.shape !== shape)
  }
  return order
}
