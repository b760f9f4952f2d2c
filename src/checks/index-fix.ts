import type { Context } from '../check.ts'
import type { Finding } from '../finding.ts'
import type { Fix, FixOptions, NewIndex, Question } from '../fix/change.ts'
import { qualified, quote } from '../identifier.ts'
import type { Relation } from '../snapshot.ts'
import type { Access, IndexParams } from './index-access.ts'
import { indexObstacle } from './index-obstacle.ts'
import { keySql } from './index-remedy.ts'
import { replaceable, withReplaced } from './index-replaced.ts'
import { accessFor, shapesOf, wantedColumns } from './index-shapes.ts'
import { wantedIndex } from './wanted-index.ts'
import { judge, type Judged } from './index-verdict.ts'

/** A new index, or an old one rebuilt; a question where the rows, somebody's build or a column to come decide. */
export function indexFix(
  context: Context<IndexParams>,
  finding: Finding,
  relation: Relation | undefined,
  options: FixOptions,
): Fix {
  if (!relation) return ask(`There is no table ${finding.object.relation}. Which one is meant?`)
  const { snapshot, rule } = context
  const access = accessFor(context, rule.params, relation)
  const absent = wantedColumns(access).filter((name) => !relation.columns.some((column) => column.name === name))
  if (absent.length > 0) return askForColumns(relation, absent)
  const obstacle = indexObstacle(access, relation, snapshot)
  if (obstacle !== null) return ask(obstacle)
  const judged = shapesOf(relation, snapshot.enums).map((shape) => judge(shape, access))
  const building = judged.find(({ verdict }) => verdict === 'pending')
  if (building) {
    return ask(`The index ${building.shape.index.name} is being built right now. Wait until it is done, then run fix again.`)
  }
  const wanted = wantedIndex(access, relation, rule.params.name)
  const invalid = judged.find(({ verdict }) => verdict === 'invalid')
  if (access.unique && !isToCome(relation)) return askAboutDuplicates(access, relation, wanted, invalid)
  if (invalid) {
    const { index } = invalid.shape
    // A build that failed on duplicates fails again: where nobody asks for uniqueness, the new index goes without.
    const change = index.unique
      ? { ...wanted, replaces: replaceable(index) ? index : null }
      : ({ kind: 'reindex', table: nameOf(relation), index } as const)
    return { kind: 'changes', changes: [change] }
  }
  return withReplaced(context, relation, wanted, judged, options)
}

const ask = (question: string, examples: readonly string[] = []): Question => ({ kind: 'question', question, examples })

const nameOf = ({ schema, name }: Relation): { schema: string; name: string } => ({ schema, name })

/** A table that this very plan makes: it has no owner yet, and no rows. */
const isToCome = ({ owner }: Relation): boolean => owner === ''

function askForColumns(relation: Relation, absent: readonly string[]): Question {
  const columns = absent.join(', ')
  return ask(
    `${relation.name} has no column ${columns}, and nothing in this plan adds it. Fix the rule that promises it as well, or, where the ` +
      `column has another name, map it in the config under names.columns.`,
  )
}

function askAboutDuplicates(access: Access, relation: Relation, wanted: NewIndex, invalid: Judged | undefined): Question {
  const keys = [...access.equal, ...access.order].map(keySql).join(', ')
  const where = wanted.predicate === null ? '' : ` WHERE ${wanted.predicate}`
  const broken = invalid?.shape.index
  const name = wanted.name === null || broken ? '' : ` ${quote(wanted.name)}`
  return ask(
    `Whether rows of ${relation.name} share the same (${keys}) was not counted; if two do, no unique index can be built. Which of them is to stay?`,
    [
      `SELECT ${keys}, count(*) FROM ${qualified(relation)}${where} GROUP BY ${keys} HAVING count(*) > 1;`,
      broken
        ? `REINDEX INDEX CONCURRENTLY ${qualified({ schema: relation.schema, name: broken.name })};`
        : `CREATE UNIQUE INDEX${relation.kind === 'partitioned table' ? '' : ' CONCURRENTLY'}${name} ON ${qualified(relation)} (${keys})${where};`,
    ],
  )
}
