import type { Issue, Linted } from './lint.ts'

interface Argued {
  readonly rules: readonly string[]
  readonly why: string
  readonly covers: (issue: Issue) => boolean
}

const argued = (why: string, rules: readonly string[], where: (linted: Linted) => boolean): Argued => ({
  rules,
  why,
  covers: ({ rule, linted }) => rules.includes(rule) && where(linted),
})

const isScript = ({ part }: Linted): boolean => part === 'script'
const isStatement = ({ part }: Linted): boolean => part !== 'script'
const isDown = ({ part }: Linted): boolean => part === 'down'

/** Issues of linters that stay, each with the reason. Everything else that they find is a mistake of ours. */
export const ARGUED: readonly Argued[] = [
  argued(
    'A file is taken for one transaction, and DROP INDEX CONCURRENTLY for ACCESS EXCLUSIVE: it cannot run in one, and takes SHARE UPDATE EXCLUSIVE.',
    ['pgfence statement-after-access-exclusive'],
    (linted) => isScript(linted) && linted.sql.includes('\nDROP INDEX CONCURRENTLY IF EXISTS '),
  ),
  argued(
    'A statement stands inside a guard, which looks at what is there first: IF NOT EXISTS would accept anything by that name.',
    ['squawk prefer-robust-stmts'],
    isStatement,
  ),
  argued(
    'The types of planned tables and columns are those of the plan; a column that takes another type back takes its own.',
    [
      'squawk prefer-bigint-over-int',
      'squawk prefer-timestamp-tz',
      'squawk prefer-bigint-over-smallint',
      'squawk ban-char-field',
    ],
    isStatement,
  ),
  argued(
    'A table that the step before has made holds no rows to read, and nobody uses it yet.',
    ['squawk constraint-missing-not-valid', 'squawk adding-foreign-key-constraint', 'pgfence add-constraint-fk-no-not-valid'],
    ({ part, step = '' }) => part === 'up' && step.startsWith('table '),
  ),
  argued(
    'Another type is what the finding asks for. The script says that it rewrites the table and what waits.',
    ['squawk changing-column-type', 'pgfence alter-column-type'],
    isStatement,
  ),
  argued(
    'A CHECK that was validated the statement before spares SET NOT NULL its scan; the CHECK goes in the same transaction, which holds the lock for a moment.',
    ['squawk adding-not-nullable-field', 'pgfence alter-column-set-not-null', 'pgfence statement-after-access-exclusive'],
    ({ part, step = '' }) => part === 'up' && step.startsWith('not null '),
  ),
  argued(
    'A rollback takes away what its migration has made, and nothing else: the guard around it compares first.',
    ['squawk ban-drop-table', 'pgfence drop-table', 'squawk ban-drop-column', 'pgfence drop-column', 'squawk ban-drop-not-null'],
    isDown,
  ),
  argued(
    'PostgreSQL has no CONCURRENTLY for the index of a partitioned table, nor for its parts: ON ONLY builds nothing, and a drop is short and tried again.',
    [
      'squawk require-concurrent-index-creation',
      'pgfence create-index-not-concurrent',
      'squawk require-concurrent-index-deletion',
      'pgfence drop-index-not-concurrent',
    ],
    ({ partitioned = false }) => partitioned,
  ),
  argued(
    'An invalid index is cleared away in the procedure that has just looked at it, where CONCURRENTLY cannot run. The drop takes a moment, under a lock_timeout and tried again.',
    ['squawk require-concurrent-index-deletion', 'pgfence drop-index-not-concurrent'],
    ({ part, step = '' }) => part === 'up' && step.startsWith('rebuild index '),
  ),
]
