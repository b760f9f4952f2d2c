import { count } from '../report/counts.ts'
import type { Hazard, LockMode, Statement, Step } from './step.ts'

type Lock = NonNullable<Statement['lock']>

/** What a step does to a busy server, all its statements together. */
export interface Effect {
  /** On each table the strongest lock that it takes, the strongest first. */
  readonly locks: readonly Lock[]
  /** What waits for as long as its rows take. */
  readonly blocks: Statement['blocks']
  /** What waits besides, for the moment of a change in the catalog. */
  readonly moment: Statement['blocks']
  readonly hazards: readonly Hazard[]
  readonly estimate: Statement['estimate']
  /** `short`: over in a moment once it has its lock. `long`: takes as long as its rows. `batches`: fills rows, a batch at a time. */
  readonly pace: 'short' | 'long' | 'batches'
}

/** Table 13.2 of the manual (explicit-locking), weakest first. */
const MODES: readonly LockMode[] = [
  'ACCESS SHARE',
  'ROW SHARE',
  'ROW EXCLUSIVE',
  'SHARE UPDATE EXCLUSIVE',
  'SHARE',
  'SHARE ROW EXCLUSIVE',
  'EXCLUSIVE',
  'ACCESS EXCLUSIVE',
]
const BLOCKS: readonly Statement['blocks'][] = ['nothing', 'schema changes', 'writes', 'reads and writes']

/** The effect of doing a step, or of undoing it. */
export function effectOf(step: Step, direction: 'up' | 'down' = 'up'): Effect {
  if (step.kind === 'backfill') {
    const lock: Lock = { mode: 'ROW EXCLUSIVE', table: step.table }
    return { locks: [lock], blocks: 'nothing', moment: 'nothing', hazards: [], estimate: step.estimate, pace: 'batches' }
  }
  const statements = step[direction]
  const hazards = [...new Set(statements.flatMap((statement) => statement.hazards))].toSorted()
  return {
    locks: strongest(statements.flatMap(({ lock }) => (lock ? [lock] : []))),
    blocks: worst(statements.filter(isLong)),
    moment: worst(statements.filter((statement) => !isLong(statement))),
    hazards,
    estimate: { rows: most(statements, 'rows'), bytes: most(statements, 'bytes') },
    pace: statements.some(isLong) ? 'long' : 'short',
  }
}

/** What PostgreSQL refuses inside transactions waits for others; the rest says what it reads. */
const isLong = ({ transactional, hazards }: Statement): boolean => !transactional || hazards.length > 0

const worst = (statements: readonly Statement[]): Statement['blocks'] =>
  BLOCKS[Math.max(0, ...statements.map(({ blocks }) => BLOCKS.indexOf(blocks)))] ?? 'nothing'

function strongest(locks: readonly Lock[]): Lock[] {
  const byTable = new Map<string, Lock>()
  for (const lock of locks) {
    const key = JSON.stringify([lock.table.schema, lock.table.name])
    const known = byTable.get(key)
    if (!known || MODES.indexOf(lock.mode) > MODES.indexOf(known.mode)) byTable.set(key, lock)
  }
  return [...byTable.values()].toSorted((a, b) => MODES.indexOf(b.mode) - MODES.indexOf(a.mode))
}

/** Statements of a step read the same rows, so that the largest estimate is the one that counts. */
const most = (statements: readonly Statement[], what: 'rows' | 'bytes'): number | null => {
  const known = statements.flatMap(({ estimate }) => estimate[what] ?? [])
  return known.length > 0 ? Math.max(...known) : null
}

/** Who waits for a step, and whether only for the moment of a change in the catalog. */
function waiting({ blocks, moment, pace }: Effect): { readonly what: string; readonly momentary: boolean } {
  if (pace === 'batches') return { what: 'writes of the same rows', momentary: false }
  const momentary = BLOCKS.indexOf(moment) > BLOCKS.indexOf(blocks)
  return { what: momentary ? moment : blocks, momentary }
}

/** `writes`; `reads and writes, for a moment`; `nothing` */
export function waitsText(effect: Effect): string {
  const { what, momentary } = waiting(effect)
  return momentary ? `${what}, for a moment` : what
}

/** `writes wait`; `reads and writes wait for a moment`; `nothing waits` */
export function waitsSentence(effect: Effect): string {
  const { what, momentary } = waiting(effect)
  return `${what} ${what === 'nothing' ? 'waits' : 'wait'}${momentary ? ' for a moment' : ''}`
}

export const HAZARD_WORDS: Readonly<Record<Hazard, string>> = {
  'index-build': 'builds an index: reads the whole table and needs room on disk',
  'table-rewrite': 'rewrites the table while it holds its lock',
  'blocks-writes': 'writes wait for as long as it runs',
  'reads-all-rows': 'reads all rows',
}

/** `about 20,000 rows, 3.1 MB`; empty when nothing is known. */
export function estimateText({ rows, bytes }: Statement['estimate']): string {
  const known = [rows === null ? [] : count(Math.round(rows), 'row'), bytes === null ? [] : bytesText(bytes)].flat()
  return known.length > 0 ? `about ${known.join(', ')}` : ''
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const

function bytesText(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10))
  const value = bytes / 1024 ** power
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[power]}`
}
