import { literal } from '../identifier.ts'
import type { ForeignKey, Name } from './change.ts'
import { CALLS } from './guards-calls.ts'
import { SHAPES } from './guards-shapes.ts'
import { STATES } from './guards-states.ts'

/**
 * Functions and procedures of the session (`pg_temp`), a statement each, to be created in this order before any statement of a plan runs.
 * They need no privilege but the table's owner's and TEMPORARY, leave nothing behind, and work on PostgreSQL 13 to 18.
 */
const ALL = [...SHAPES, ...STATES, ...CALLS]

export const GUARDS: readonly string[] = ALL.map(({ sql }) => sql)

/** The guards that these statements call, and what those call, in order: what a script needs at its top. */
export function guardsFor(statements: readonly string[]): readonly string[] {
  const used = new Set<string>()
  const read = (text: string): void => {
    for (const { name, sql } of ALL) {
      if (used.has(name) || !text.includes(`pg_temp.${name}(`)) continue
      used.add(name)
      read(sql)
    }
  }
  for (const statement of statements) read(statement)
  return ALL.filter(({ name }) => used.has(name)).map(({ sql }) => sql)
}

/** Quotes text between dollars; the tag gets a number when the text has it, so that nothing in the text can end it. */
export function dollarQuote(text: string, tag = 'sql'): string {
  for (let number = 0; ; number++) {
    const quotes = `$${tag}${number === 0 ? '' : number}$`
    if (`${text}${quotes}`.indexOf(quotes) === text.length) return `${quotes}${text}${quotes}`
  }
}

/** An index as the guards know it. `body` stands behind `ON <table>`: `USING btree (user_id, created_at DESC) WHERE is_active`. */
export interface GuardedIndex {
  readonly table: Name
  /** In the schema of its table. */
  readonly name: string
  readonly unique: boolean
  readonly body: string
}

/** `absent`, `same`, `invalid`, or what is in the way. Gives an SQL expression, like every state here. */
export const indexState = (index: GuardedIndex): string => call('index_state', ...indexArguments(index))

/** `absent` while the index is there as it was saved, `same` once it is gone. */
export const droppedIndexState = (index: GuardedIndex): string => call('dropped_index_state', ...indexArguments(index))

/** The other way round: `same` once the object is gone, `absent` while it is there. */
export const gone = (state: string): string => `pg_temp.gone(${state})`

/** The same state, but `reason` where the table of the plan holds rows: for whoever wants to drop it, or what belongs to it. */
export const unlessRows = (state: string, table: Name, reason: string): string =>
  `pg_temp.unless_rows(${[state, ...[table.schema, table.name, reason].map(argument)].join(', ')})`

/** Whether the index of a partition is part of the partitioned table's. */
export const attachedState = (index: Name, partition: Name): string =>
  call('attached_state', index.schema, index.name, partition.schema, partition.name)

/** The same state, `absent` too where the index lacks this comment. */
export const commentedState = (state: string, index: Name, comment: string): string =>
  `pg_temp.commented_state(${state}, ${argument(index.schema)}, ${argument(index.name)}, ${argument(comment)})`

/** A CHECK, UNIQUE or PRIMARY KEY constraint by its definition (`CHECK (score >= 0)`), validated or not. */
export const constraintState = (table: Name, name: string, definition: string): string =>
  call('constraint_state', table.schema, table.name, name, definition)

/** A foreign key; it is compared by its columns and actions, since a temporary copy cannot reference a permanent table. */
export const foreignKeyState = (table: Name, name: string, key: ForeignKey, others: Partial<ForeignKeyDetails> = {}): string => {
  const { onUpdate, match, deferrable, deferred }: ForeignKeyDetails = { ...PLAIN, ...others }
  const actions = [ACTIONS[key.onDelete], ACTIONS[onUpdate], MATCHES[match], deferrable, deferred].join(' ')
  const { schema, name: to } = key.references
  return call('foreign_key_state', table.schema, table.name, name, key.columns, schema, to, key.to, actions)
}

/** What a plan's own foreign keys never say. */
export interface ForeignKeyDetails {
  readonly onUpdate: ForeignKey['onDelete']
  readonly match: 'simple' | 'full'
  readonly deferrable: boolean
  readonly deferred: boolean
}

const PLAIN: ForeignKeyDetails = { onUpdate: 'no action', match: 'simple', deferrable: false, deferred: false }

/** confdeltype and confupdtype, confmatchtype. */
const ACTIONS = { 'no action': 'a', restrict: 'r', cascade: 'c', 'set null': 'n', 'set default': 'd' } as const
const MATCHES = { simple: 's', full: 'f' } as const

/** `absent` while the constraint is NOT VALID or not there. */
export const validatedState = (table: Name, name: string): string => call('validated_state', table.schema, table.name, name)

/** A column by its definition: `score integer DEFAULT 0 NOT NULL`. */
export const columnState = (table: Name, column: string, definition: string): string =>
  call('column_state', table.schema, table.name, column, definition)

export const columnTypeState = (table: Name, column: string, to: string, from: string): string =>
  call('column_type_state', table.schema, table.name, column, to, from)

export const columnDefaultState = (table: Name, column: string, to: string, from: string | null): string =>
  call('column_default_state', table.schema, table.name, column, to, from)

export const notNullState = (table: Name, column: string): string => call('not_null_state', table.schema, table.name, column)

/** A table by its columns, primary key and unique keys, in parentheses as CREATE TABLE has them; other constraints do not count. */
export const tableState = (table: Name, definition: string): string => call('table_state', table.schema, table.name, definition)

/** A function by all that stands behind its name: `(day date) RETURNS void LANGUAGE sql AS …`. */
export const functionState = (name: Name, definition: string): string =>
  call('function_state', name.schema, name.name, definition)

/** A trigger; the one that it `replaces` (`pg_get_triggerdef`) counts as `absent`. */
export const triggerState = (trigger: GuardedTrigger): string =>
  call('trigger_state', trigger.table.schema, trigger.table.name, trigger.name, trigger.events, trigger.action, trigger.replaces)

export interface GuardedTrigger {
  readonly table: Name
  readonly name: string
  /** `BEFORE UPDATE` */
  readonly events: string
  /** `FOR EACH ROW EXECUTE FUNCTION public.set_updated_at()` */
  readonly action: string
  readonly replaces: string | null
}

/** What is in the way of any of them, else `invalid` or `absent` when one is, else `same`. */
export const together = (states: readonly string[]): string =>
  states.length === 1 ? (states[0] ?? '') : `pg_temp.together(${states.join(', ')})`

/**
 * Runs `statement` (several, with semicolons between) when the state is `absent`, does nothing when it is `same`, else fails with what is
 * in the way. Tries again while another session holds a lock; `tries` of 1 is for a transaction that holds locks of its own.
 */
export const ensure = (state: string, statement: string, tries?: number): string => run('ensure', state, statement, tries)

/** Runs `statement` when the state is `same` or `invalid`; leaves anything else, with a warning when it is not the plan's. */
export const undo = (state: string, statement: string, tries?: number): string => run('undo', state, statement, tries)

/** Fails with what is in the way: goes before a statement that cannot stand in a procedure. */
export const demand = (state: string): string => `CALL pg_temp.demand(${dollarQuote(state, 'state')})`

/** Drops what a broken-off build of this very index left, and fails when another stands in its place: `CREATE INDEX … IF NOT EXISTS` may follow. */
export const clearIndex = (index: GuardedIndex, tries?: number): string =>
  `CALL ${call('clear_index', ...indexArguments(index), ...(tries === undefined ? [] : [tries]))}`

/** Renames the index when it is the plan's, so that `DROP INDEX CONCURRENTLY IF EXISTS <aside>` drops no other. */
export const setAside = (index: GuardedIndex, aside: string): string =>
  `CALL ${call('set_aside', ...indexArguments(index), aside)}`

type Argument = string | number | boolean | null | readonly string[]

const call = (name: string, ...given: readonly Argument[]): string => `pg_temp.${name}(${given.map(argument).join(', ')})`

const indexArguments = ({ table, name, unique, body }: GuardedIndex): readonly Argument[] => [
  table.schema,
  table.name,
  name,
  unique,
  body,
]

function argument(value: Argument): string {
  if (value === null) return 'NULL'
  if (typeof value === 'string') return literal(value).trim()
  if (typeof value === 'boolean' || typeof value === 'number') return String(value)
  return `ARRAY[${value.map(argument).join(', ')}]`
}

function run(procedure: 'ensure' | 'undo', state: string, statement: string, tries: number | undefined): string {
  const limit = tries === undefined ? '' : `, ${tries}`
  return `CALL pg_temp.${procedure}(${dollarQuote(state, 'state')}, ${dollarQuote(`\n${statement}\n`, procedure)}${limit})`
}
