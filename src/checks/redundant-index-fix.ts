import type { Context } from '../check.ts'
import type { Finding } from '../finding.ts'
import type { Fix, FixOptions } from '../fix/change.ts'
import { qualified } from '../identifier.ts'
import type { Index, Relation, Snapshot } from '../snapshot.ts'
import { indexDefinition } from '../sql/index-definition.ts'

/** Dropped where that was asked for and nothing speaks against it; else a question with everything there is to weigh. */
export function redundantIndexFix(
  { snapshot }: Context<unknown>,
  { object, evidence }: Finding,
  relation: Relation | undefined,
  { include }: FixOptions,
): Fix {
  const index = relation?.indexes.find(({ name }) => name === object.name)
  if (!relation || !index) return { kind: 'question', question: `The index ${object.name} is not there any more.`, examples: [] }
  const by = typeof evidence.redundant_to === 'string' ? evidence.redundant_to : null
  const obstacle = obstacleOf(index, by)
  if (obstacle === null && by !== null && include.includes('drops')) {
    return {
      kind: 'changes',
      changes: [{ kind: 'dropped index', table: { schema: relation.schema, name: relation.name }, index, because: by }],
    }
  }
  const concurrently = relation.kind === 'partitioned table' ? '' : ' CONCURRENTLY'
  return {
    kind: 'question',
    question:
      obstacle ??
      (by === null
        ? `Once the index that ${String(evidence.redundant_to_rule)} asks for stands, no query needs ${index.name}. Is it to go?`
        : `${by} answers whatever ${index.name} answers. Is it to go? \`--include drops\` writes the statement and its rollback.`),
    examples: [`DROP INDEX${concurrently} ${qualified({ schema: relation.schema, name: index.name })};`],
    evidence: cardOf(snapshot, relation, index),
  }
}

/** Why it is no machine's decision, whatever was asked for; null when nothing is known that speaks against it. */
function obstacleOf(index: Index, by: string | null): string | null {
  if (index.constraint !== null) return `The constraint ${index.constraint} needs ${index.name}. Is the constraint to go?`
  if (index.replicaIdentity) return `Replication names rows by ${index.name}. Which index is to be the replica identity?`
  if (index.clustered) return `The table was clustered by ${index.name}. By which index is it to be clustered from now on?`
  if (index.supportsForeignKey) return `A foreign key relies on ${index.name}. Is it to go all the same?`
  if (by !== null && index.statistics === null)
    return `How often ${index.name} is used could not be read. Is it to go all the same?`
  return null
}

/** What a reviewer has to know before an index goes, one fact in each line. */
export function cardOf({ database, collectedAt, replicas = [] }: Snapshot, relation: Relation, index: Index): readonly string[] {
  const { statistics } = index
  const since = database?.statsReset
    ? `counted since ${database.statsReset}, up to ${collectedAt}`
    : `counted since nobody knows when, up to ${collectedAt}`
  return [
    `constraint: ${index.constraint ?? 'none'}`,
    `replica identity: ${yesOrNo(index.replicaIdentity)}`,
    `foreign keys that rely on it: ${index.supportsForeignKey ? 'some' : 'none'}`,
    `scans: ${statistics === null ? 'unknown' : `${statistics.scans}, ${since}`}`,
    `last scan: ${statistics?.lastScan ?? 'unknown'}`,
    `scans on standbys: ${replicas.length > 0 ? `those of ${replicas.map(({ label }) => label).join(', ')} are counted in` : 'not counted here'}`,
    `size: ${index.bytes} bytes`,
    `definition: ${indexDefinition(relation, index)};`,
  ]
}

const yesOrNo = (fact: boolean): string => (fact ? 'yes' : 'no')
