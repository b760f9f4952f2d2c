import type { Snapshot } from '../snapshot.ts'
import type { Change } from './change.ts'
import type { OpenQuestion } from './step.ts'

/** A change whose names are settled (no name is null any more), with what it is for. */
export interface PlannedChange {
  readonly change: Change
  /** Fingerprints of the findings that it helps to close, sorted. */
  readonly closes: readonly string[]
  /** Sections of the plan (`1.1`), sorted. */
  readonly plan: readonly string[]
  /** The promise that a `comment on` records: `plan 1.1, attempts-user-history: A user's attempts …`; null for none. */
  readonly promise: string | null
}

/** Changes in the order in which they can be made, merged, none of them twice. */
export interface PlannedChanges {
  readonly changes: readonly PlannedChange[]
  readonly questions: readonly OpenQuestion[]
  readonly alsoClosed: readonly { readonly fingerprint: string; readonly by: string }[]
  /** The snapshot as it will be once all changes are made. */
  readonly after: Snapshot
}
