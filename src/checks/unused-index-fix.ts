import type { Context } from '../check.ts'
import type { Finding } from '../finding.ts'
import type { Fix, FixOptions } from '../fix/change.ts'
import { qualified } from '../identifier.ts'
import type { Relation } from '../snapshot.ts'
import { cardOf } from './redundant-index-fix.ts'
import { standbysUncounted } from './standbys-uncounted.ts'

/** Dropped where that was asked for and no standby may need it; else a question with everything there is to weigh. */
export function unusedIndexFix(
  { snapshot }: Context<unknown>,
  { object, evidence }: Finding,
  relation: Relation | undefined,
  { include }: FixOptions,
): Fix {
  const index = relation?.indexes.find(({ name }) => name === object.name)
  if (!relation || !index) return { kind: 'question', question: `The index ${object.name} is not there any more.`, examples: [] }
  const since = String(evidence.counted_since)
  // Standbys that nobody knows of may be there, too.
  const isAlone = standbysUncounted(snapshot) === 0
  if (isAlone && include.includes('drops')) {
    const because = `not used once since ${since}`
    return {
      kind: 'changes',
      changes: [{ kind: 'dropped index', table: { schema: relation.schema, name: relation.name }, index, because }],
    }
  }
  const where = isAlone
    ? '`--include drops` writes the statement and its rollback.'
    : 'What standbys run is not counted here: look there first.'
  const concurrently = relation.kind === 'partitioned table' ? '' : ' CONCURRENTLY'
  return {
    kind: 'question',
    question: `Nothing has used ${index.name} since ${since}. Is it to go? ${where}`,
    examples: [`DROP INDEX${concurrently} ${qualified({ schema: relation.schema, name: index.name })};`],
    evidence: [
      ...cardOf(snapshot, relation, index),
      ...(evidence.statistics_lost === true ? ['statistics on its expression: gone with it'] : []),
    ],
  }
}
