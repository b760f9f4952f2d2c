import * as v from 'valibot'
import { type Context, defineCheck, type Outcome } from '../check.ts'
import { qualified } from '../identifier.ts'
import type { Index, Relation } from '../snapshot.ts'
import { indexDefinition } from '../sql/index-definition.ts'
import { type Access, type IndexParams, subjectOf } from './index-access.ts'
import { makesRedundant, spellsNulls } from './index-redundancy.ts'
import type { IndexShape } from './index-serves.ts'
import { accessFor, passesOn, shapesOf } from './index-shapes.ts'
import { redundantIndexFix } from './redundant-index-fix.ts'

const params = v.strictObject({})

/** An index that another one makes superfluous: the same keys, or a prefix of them, over the same rows. */
export const redundantIndex = defineCheck<v.InferOutput<typeof params>>({
  id: 'redundant-index',
  scope: 'table',
  summary:
    'An index whose keys are the same as, or the first of, another index on the table answers nothing that the other does not.',
  params,
  needs: ['relations', 'columns', 'indexes', 'constraints'],
  fix: redundantIndexFix,
  run: (context, relation) => {
    const usable = relation.indexes.filter((index) => index.method === 'btree' && index.valid)
    if (usable.length === 0) return []
    const asked = accessesOn(context, relation)
    // Most tables have no two indexes that begin alike: their keys need not be parsed.
    const shapes =
      asked.length > 0 || usable.some((index) => !isBound(index) && usable.some((other) => beginsAlike(index, other)))
        ? shapesOf(relation, context.snapshot.enums).filter(({ index }) => usable.includes(index))
        : []
    const outcomes = shapes.flatMap((shape) => {
      if (isBound(shape.index)) return []
      const by = shapes.find((other) => makesRedundant(other, shape, relation))
      if (by) return [existing(relation, shape, by)]
      const plan = asked.find(({ access }) => isPrefixOf(shape, access))
      return plan ? [planned(relation, shape, plan.rule, plan.access)] : []
    })
    const table = { schema: relation.schema, relation: relation.name, kind: 'table' } as const
    return outcomes.length > 0 ? outcomes : [{ object: table, subject: 'indexes', status: 'pass', verdict: 'present' }]
  },
})

/** Something other than queries depends on it: foreign keys and a replica identity want a unique index, exclusion a constraint. */
const isBound = ({ unique, constraint, clustered }: Index): boolean => unique || constraint !== null || clustered

const beginsAlike = (index: Index, other: Index): boolean => index !== other && index.keys[0]?.column === other.keys[0]?.column

interface Asked {
  readonly rule: string
  readonly access: Access
}

/** What this run's index rules ask of the relation and it does not have: those indexes are still to be built. */
const accessesOn = (context: Context<unknown>, relation: Relation): readonly Asked[] =>
  context.rules
    .filter((rule) => rule.check === 'index' && context.meansTable(rule, relation))
    .map((rule) => ({
      rule: rule.id,
      access: accessFor(context, rule.params as IndexParams, relation),
    }))
    .filter(
      ({ access }) =>
        access.method === 'btree' && access.whereText === null && !passesOn(relation, access, context.snapshot.enums),
    )

/** A plain index that becomes the prefix of the one the plan asks for, once that is built. */
function isPrefixOf({ index, keys }: IndexShape, access: Access): boolean {
  const wanted = [...access.equal, ...access.order]
  return (
    index.predicate === null &&
    index.include.length === 0 &&
    keys.length < wanted.length &&
    keys.length <= access.equal.length &&
    keys.every((key, at) => key.key === wanted[at]?.key && key.defaultFamily && key.collation === null)
  )
}

function existing(relation: Relation, { index, keys }: IndexShape, by: IndexShape): Outcome {
  const whole = keys.length === by.keys.length
  return found(
    relation,
    index,
    `Index ${index.name} of ${relation.name} is ${whole ? 'a second' : 'the first part of'} ${by.index.name}: every write pays for it and ${spellsNulls(keys, by.keys) ? 'only a query that says where the nulls go, in a column without any, needs it' : 'no query needs it'}.`,
    `Review, then: ${dropIndex(relation, index)}`,
    { redundant_to: by.index.name, other_definition: indexDefinition(relation, by.index) },
  )
}

const planned = (relation: Relation, { index }: IndexShape, rule: string, access: Access): Outcome =>
  found(
    relation,
    index,
    `Index ${index.name} of ${relation.name} becomes the first part of the index on ${subjectOf(access)} that ${rule} asks for.`,
    `Once that index stands, review and: ${dropIndex(relation, index)}`,
    { redundant_to_rule: rule },
  )

/** PostgreSQL drops no partitioned index concurrently. */
const dropIndex = (relation: Relation, { name }: Index): string =>
  `DROP INDEX ${relation.kind === 'partitioned table' ? '' : 'CONCURRENTLY '}${qualified({ schema: relation.schema, name })};`

function found(
  relation: Relation,
  index: Index,
  message: string,
  remedy: string,
  evidence: Readonly<Record<string, string>>,
): Outcome {
  return {
    object: { schema: relation.schema, relation: relation.name, kind: 'index', name: index.name },
    subject: index.name,
    status: 'fail',
    verdict: 'redundant',
    message,
    remedy,
    evidence: {
      ...evidence,
      index_definition: indexDefinition(relation, index),
      index_bytes: index.bytes,
      index_scans: index.statistics?.scans ?? null,
      last_scan: index.statistics?.lastScan ?? null,
    },
  }
}
