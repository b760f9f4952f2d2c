import type { Relation, Snapshot } from '../snapshot.ts'
import type { Change, ForeignKey, Name } from './change.ts'
import { heirsOf } from './heirs.ts'
import { keyFor } from './referenced-key.ts'
import { indexOf } from './simulate-index.ts'
import { constrained, validated } from './simulate-constraint.ts'
import { altered, columnOf, extracted, tableOf, withColumns } from './simulate-relation.ts'
import { withIndex } from './simulate-sorted.ts'
import { triggered } from './simulate-trigger.ts'

const bySchemaAndName = (a: Name, b: Name): number =>
  a.schema < b.schema ? -1 : a.schema > b.schema ? 1 : a.name < b.name ? -1 : a.name > b.name ? 1 : 0

/**
 * The snapshot as it will be collected once the change is made, as far as a check can tell: sizes, statistics and rows stay what they
 * were. Names must be settled. Of an index on a partitioned table only the root's is shown, as the checks look at nothing else.
 */
export function simulate(snapshot: Snapshot, change: Change): Snapshot {
  switch (change.kind) {
    case 'table': {
      const relations = [...snapshot.relations, tableOf(snapshot, change)].toSorted(bySchemaAndName)
      return change.foreignKeys.reduce(withReference, { ...snapshot, relations })
    }
    case 'function':
      return withFunction(snapshot, change)
    case 'constraint': {
      const held = onRelation(snapshot, change.table, (relation) => changed(snapshot, relation, change))
      return change.definition.type === 'foreign key' ? withReference(held, change.definition) : held
    }
    case 'column':
    case 'altered column':
    case 'extraction':
      return heirsOf(snapshot, change.table).reduce(
        (before, heir) => onRelation(before, heir, (relation) => changed(snapshot, relation, change)),
        onRelation(snapshot, change.table, (relation) => changed(snapshot, relation, change)),
      )
    default:
      return onRelation(snapshot, change.table, (relation) => changed(snapshot, relation, change))
  }
}

function changed(snapshot: Snapshot, relation: Relation, change: Exclude<Change, { kind: 'table' | 'function' }>): Relation {
  switch (change.kind) {
    case 'column':
      return withColumns(relation, [columnOf(snapshot, change.column)])
    case 'altered column':
      return altered(snapshot, relation, change)
    case 'extraction':
      return extracted(snapshot, relation, change)
    case 'trigger':
      return triggered(relation, change)
    case 'index': {
      const kept = relation.indexes.filter(({ name }) => name !== change.replaces?.name && name !== change.name)
      return withIndex({ ...relation, indexes: kept }, indexOf(snapshot, relation, { ...change, name: settled(change.name) }))
    }
    case 'reindex':
      return {
        ...relation,
        indexes: relation.indexes.map((index) =>
          index.name === change.index.name ? { ...index, valid: true, ready: true, building: false } : index,
        ),
      }
    case 'dropped index':
      return { ...relation, indexes: relation.indexes.filter(({ name }) => name !== change.index.name) }
    case 'constraint':
      return constrained(snapshot, relation, { ...change, name: settled(change.name) })
    case 'validation':
      return {
        ...relation,
        constraints: relation.constraints.map((each) => (each.name === change.constraint ? validated(each) : each)),
      }
  }
}

/** A foreign key relies on the index that keeps what it references unique. */
function withReference(snapshot: Snapshot, { references, to }: Pick<ForeignKey, 'references' | 'to'>): Snapshot {
  const relation = snapshot.relations.find(({ schema, name }) => schema === references.schema && name === references.name)
  const relied = relation && keyFor(relation, to)
  if (!relied) return snapshot
  return onRelation(snapshot, references, (other) => ({
    ...other,
    indexes: other.indexes.map((index) => (index === relied ? { ...index, supportsForeignKey: true } : index)),
  }))
}

function settled(name: string | null): string {
  if (name === null) throw new Error('a change without a name cannot be simulated')
  return name
}

function onRelation(snapshot: Snapshot, table: Name, map: (relation: Relation) => Relation): Snapshot {
  const at = snapshot.relations.findIndex(({ schema, name }) => schema === table.schema && name === table.name)
  const relation = snapshot.relations[at]
  if (!relation) throw new Error(`the plan changes ${table.schema}.${table.name}, which the snapshot has not`)
  return { ...snapshot, relations: snapshot.relations.with(at, map(relation)) }
}

/** A snapshot knows trigger functions only. */
function withFunction(snapshot: Snapshot, change: Extract<Change, { kind: 'function' }>): Snapshot {
  if (change.returns !== 'trigger') return snapshot
  const { schema, name } = change.function
  const others = snapshot.functions.filter((each) => each.schema !== schema || each.name !== name)
  const added = { schema, name, language: change.language, body: change.body, definition: null, extension: null }
  return { ...snapshot, functions: [...others, added].toSorted(bySchemaAndName) }
}
