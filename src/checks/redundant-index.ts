import * as v from 'valibot'
import { type Context, defineCheck, type Outcome } from '../check.ts'
import { qualified } from '../identifier.ts'
import type { Index, Relation } from '../snapshot.ts'
import { indexDefinition } from '../sql/index-definition.ts'
import { type Access, type IndexParams, subjectOf } from './index-access.ts'
import { type IndexShape, type KeyShape, samePredicate } from './index-serves.ts'
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

/** `other` answers every query that `shape` answers, and of two that are alike only one is called redundant. */
function makesRedundant(other: IndexShape, shape: IndexShape, relation: Relation): boolean {
  if (!startsWith(other.keys, shape.keys, relation)) return false
  // A partial index finds its few rows at once, where one over more rows reads and discards the rest.
  if (!samePredicate(other.predicate, shape.predicate)) return false
  const stored = new Set([...other.index.include, ...other.keys.map((key) => key.column)])
  if (!shape.index.include.every((column) => stored.has(column))) return false
  const longer =
    other.keys.length > shape.keys.length ||
    other.index.unique ||
    other.index.include.length > shape.index.include.length ||
    spellsNulls(shape.keys, other.keys)
  return longer || other.index.name < shape.index.name
}

/** The first keys of `other` are the keys of `shape`, all in the same or all in the mirrored direction. */
function startsWith(other: readonly KeyShape[], keys: readonly KeyShape[], relation: Relation): boolean {
  if (other.length < keys.length) return false
  const mirrored = (other[0] as KeyShape).descending !== (keys[0] as KeyShape).descending
  return keys.every((key, at) => {
    const theirs = other[at] as KeyShape
    // In a column without nulls their place decides nothing but which spelling of ORDER BY is served: one that leaves it out must stay.
    const nullsAgree =
      (theirs.nullsFirst !== key.nullsFirst) === mirrored ||
      (keys.length === other.length &&
        relation.columns.some(({ name, notNull }) => notNull && name === key.column) &&
        spellsNulls([key], [theirs]))
    return (
      theirs.key === key.key &&
      theirs.opclass === key.opclass &&
      theirs.collation === key.collation &&
      (theirs.descending !== key.descending) === mirrored &&
      nullsAgree
    )
  })
}

/** Serves only queries that say where the nulls go, while `other` serves those that do not. */
const spellsNulls = (keys: readonly KeyShape[], other: readonly KeyShape[]): boolean =>
  keys.some((key, at) => key.nullsFirst !== key.descending && other[at]?.nullsFirst === other[at]?.descending)

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
