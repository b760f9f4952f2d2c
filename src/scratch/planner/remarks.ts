import { qualified } from '../../identifier.ts'
import type { Relation, Snapshot } from '../../snapshot.ts'
import { guessesIn } from './guesses.ts'
import type { PlanSummary } from '../../index-proof.ts'

/** PostgreSQL's major version in the embedded database. */
const EMBEDDED_MAJOR = 18

const JOINS = new Set(['Nested Loop', 'Hash Join', 'Merge Join'])

/** What a plan was made of. */
export interface Ground {
  readonly snapshot: Snapshot
  /** Those that the statement reads. */
  readonly relations: readonly Relation[]
  readonly statement: string
  /** Of the candidate. */
  readonly definition: string
  /** Without and with the candidate. */
  readonly plans: readonly PlanSummary[]
  /** Access method of the candidate. */
  readonly method: string
  /** Sentences on what the copy lacks. */
  readonly notBuilt: readonly string[]
}

/** Whether costs mean anything, and what a reader should know of how a plan was made from a snapshot. Needs `loadParser()`. */
export function remarksOn(ground: Ground): { readonly cost: boolean; readonly remarks: readonly string[] } {
  const costless = withoutCost(ground)
  return {
    cost: costless.length === 0,
    remarks: [...reservations(ground), ...costless.map((reason) => `there is no cost: ${reason}`)],
  }
}

function reservations({ snapshot, relations, notBuilt }: Ground): readonly string[] {
  const major = Math.floor(snapshot.server.versionNumber / 10_000)
  const empty = relations.filter(({ kind, tuples }) => kind !== 'view' && tuples === 0)
  return [
    ...notBuilt.filter((sentence) => relations.some((relation) => sentence.includes(qualified(relation)))),
    ...(major === EMBEDDED_MAJOR ? [] : [`planned by PostgreSQL ${EMBEDDED_MAJOR}, and the server is PostgreSQL ${major}`]),
    ...empty.map((table) => `${qualified(table)} was empty when it was last analyzed`),
  ]
}

function withoutCost({ relations, statement, definition, plans, method }: Ground): readonly string[] {
  const views = relations.flatMap(({ viewDefinition }) => (viewDefinition === null ? [] : [viewDefinition]))
  const { columns, expressions } = guessesIn([statement, definition, ...views], relations)
  const blind = relations.filter(({ tuples, columns: all }) => (tuples ?? 0) > 0 && all.every(({ statistics }) => !statistics))
  return [
    ...blind.map((table) => `the snapshot has no statistics of the columns of ${qualified(table)}`),
    ...columns.map(
      (column) => `how many rows have the value that is written for ${column} is a guess, as a snapshot holds no values of it`,
    ),
    // A merge may end long before its larger table does, so the others are not even known to be the cheapest.
    ...(plans.flat().some(({ nodeType }) => JOINS.has(nodeType))
      ? ['what tables have in common is a guess, as a snapshot holds no values']
      : []),
    ...(expressions ? ['the values of an expression are unknown until its index is built and analyzed'] : []),
    ...(method === 'btree' ? [] : [`how large a ${method} index will be is not known`]),
  ]
}
