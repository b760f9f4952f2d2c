import { leafPartitions } from '../../checks/partitions.ts'
import type { Relation, Snapshot } from '../../snapshot.ts'
import type { Name } from '../change.ts'
import type { PlannedChange } from '../planned.ts'
import type { DefinitionStep, Hazard, LockMode, Statement } from '../step.ts'

/** What waits behind each lock mode that a plan takes (explicit-locking in the manual, table of conflicts). */
const BLOCKS: Readonly<Record<LockMode, Statement['blocks']>> = {
  'ACCESS SHARE': 'nothing',
  'ROW SHARE': 'nothing',
  'ROW EXCLUSIVE': 'nothing',
  'SHARE UPDATE EXCLUSIVE': 'schema changes',
  SHARE: 'writes',
  'SHARE ROW EXCLUSIVE': 'writes',
  EXCLUSIVE: 'writes',
  'ACCESS EXCLUSIVE': 'reads and writes',
}

const NOTHING: Statement['estimate'] = { rows: null, bytes: null }

/** The relation of that name; undefined for a table that the plan itself makes. */
export const relationOf = ({ relations }: Snapshot, { schema, name }: Name): Relation | undefined =>
  relations.find((relation) => relation.schema === schema && relation.name === name)

/** Writes statements about one table. */
export interface Writer {
  /** The table as it is; undefined for one that the plan makes. */
  readonly relation: Relation | undefined
  /** A short statement, or one that takes as long as the table is large when it has hazards. No lock is noted on a table of the plan's own. */
  readonly statement: (sql: string, mode: LockMode | null, hazards?: readonly Hazard[]) => Statement
  /** The same for what PostgreSQL refuses in a transaction block. */
  readonly outside: (sql: string, mode: LockMode | null, hazards?: readonly Hazard[]) => Statement
}

export function writer(snapshot: Snapshot, table: Name): Writer {
  const relation = relationOf(snapshot, table)
  const statement = (sql: string, mode: LockMode | null, hazards: readonly Hazard[] = []): Statement => {
    const lock = relation && mode !== null ? { mode, table: { schema: table.schema, name: table.name } } : null
    return {
      sql,
      lock,
      blocks: lock ? BLOCKS[lock.mode] : 'nothing',
      transactional: true,
      hazards: relation ? hazards : [],
      estimate: relation && hazards.length > 0 ? sizeOf(snapshot, relation) : NOTHING,
    }
  }
  return { relation, statement, outside: (...given) => ({ ...statement(...given), transactional: false }) }
}

/** Rows and bytes of a table, or of all partitions of one; null where no VACUUM or ANALYZE has counted them. */
export function sizeOf(snapshot: Snapshot, relation: Relation): Statement['estimate'] {
  const parts = relation.kind === 'partitioned table' ? leafPartitions(snapshot, relation) : [relation]
  const known = parts.every(({ tuples }) => tuples !== null)
  return {
    rows: known ? parts.reduce((sum, { tuples }) => sum + (tuples ?? 0), 0) : null,
    bytes: known ? parts.reduce((sum, { bytes }) => sum + bytes, 0) : null,
  }
}

type Fields = Pick<DefinitionStep, 'id' | 'title' | 'state' | 'up' | 'down' | 'inTransaction'> &
  Partial<Pick<DefinitionStep, 'note' | 'clear' | 'drizzle'>>

/** A step of that change. */
export const definition = ({ closes, plan }: PlannedChange, fields: Fields): DefinitionStep => ({
  kind: 'definition',
  id: fields.id,
  title: fields.title,
  ...(fields.note !== undefined && { note: fields.note }),
  closes,
  plan,
  state: fields.state,
  up: fields.up,
  clear: fields.clear ?? null,
  down: fields.down,
  inTransaction: fields.inTransaction,
  drizzle: fields.drizzle ?? null,
})

/** `public.attempts`, for ids and titles: as it is, not as SQL writes it. */
export const plainName = ({ schema, name }: Name): string => `${schema}.${name}`
