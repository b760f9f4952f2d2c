import type { DriftObject } from './drift-object.ts'

/** In what way sources differ about an object, what weighs most first: of several on one object the first is told. */
export const WAYS = [
  /** The migrations that ran here build it, and it is gone. */
  'lost',
  /** It is not what the migrations that ran here make of it. */
  'changed',
  /** It is not what it is declared to be, and nothing tells who is ahead. */
  'differs',
  'invalid',
  'not validated',
  /** In a migration that the runner passes over here. */
  'passed over',
  /** The migrations build it, it is not there, and no record says whether they ran. */
  'unrecorded',
  /** In the schema and not in this database, where nobody named migrations. */
  'absent',
  /** In the schema and in no migration. */
  'not migrated',
  /** The migrations make something else of it than the schema says. */
  'migrated otherwise',
  /** The migrations build it, and the schema does not have it. */
  'no longer declared',
  'pending',
  'pending change',
  'pending removal',
  'undeclared',
] as const
export type Way = (typeof WAYS)[number]

export interface Drift {
  readonly way: Way
  /** As it is declared; as it is found where it is declared nowhere. */
  readonly object: DriftObject
  /** What each source has; null for one that lacks it or was not named. */
  readonly inSchema: DriftObject | null
  readonly inMigrations: DriftObject | null
  readonly inDatabase: DriftObject | null
  /** What stands or falls with this column and is not told by itself. */
  readonly along: readonly DriftObject[]
}

/** The same object under another name: no drift. */
export interface Renamed {
  readonly declared: DriftObject
  readonly found: DriftObject
}
