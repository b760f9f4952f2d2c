import type { Access } from '../collect/access.ts'
import type { Relation, Snapshot } from '../snapshot.ts'
import type { Affected } from './affected-rules.ts'
import type { Service } from './service.ts'

/** All that an aspect is judged by. */
export interface Scene {
  readonly access: Access
  readonly snapshot: Snapshot
  /** Those that are audited: no partitions, nothing of an extension's or another tool's. */
  readonly tables: readonly Relation[]
  readonly service: Service
  readonly affected: Affected
  /** Keys of queries (of rules of kind `sql`, and of counts) that this role was refused. */
  readonly refused: readonly string[]
  /** The configuration counts rows in every audit. */
  readonly checkData: boolean
}

/** The snapshot without what could not be read of a section. */
export const asRead = (snapshot: Snapshot, section: Snapshot['unread'][number]['section']): Snapshot => ({
  ...snapshot,
  unread: snapshot.unread.filter((each) => each.section !== section),
})
