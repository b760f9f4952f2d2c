import { estimateText } from '../fix/effect.ts'
import type { Name } from '../fix/change.ts'
import type { Hazard, Statement } from '../fix/step.ts'
import { counts, type Finding } from '../finding.ts'
import { count, groupBy } from './counts.ts'
import { isFill } from './is-fill.ts'
import type { Report } from './report.ts'
import { placeOf } from './table-findings.ts'

/** Names listed in one item. */
const MOST_NAMES = 6

type Item = readonly [text: string, applies: boolean]

/** What a reviewer of the database change is to look at, from what the fixes of the counting findings do: one sentence or two each. */
export function reviewChecklist({ findings, skips }: Report): string[] {
  const counting = findings.filter(counts)
  const fixable = counting.filter(({ fix }) => fix?.kind === 'statements')
  const statements = distinct(fixable)
  const items = [
    ...lockItems(statements.filter(({ lock }) => lock !== null)),
    ...orderItems(counting, fixable, statements),
    ...openItems(counting, skips.length),
  ]
  return items.filter(([, applies]) => applies).map(([text]) => text)
}

/** Several findings share a statement, which runs once. */
const distinct = (findings: readonly Finding[]): readonly Statement[] => [
  ...new Map(
    findings
      .flatMap(({ fix }) => (fix?.kind === 'statements' ? fix.statements : []))
      .map((statement) => [statement.sql, statement]),
  ).values(),
]

const stopsWrites = ({ blocks }: Statement): boolean => blocks === 'writes' || blocks === 'reads and writes'

/** Of statements on tables that are there: what happens to a new one is seen by nobody. */
function lockItems(statements: readonly Statement[]): Item[] {
  const having = (hazard: Hazard): readonly Statement[] => statements.filter(({ hazards }) => hazards.includes(hazard))
  const concurrent = statements.filter(({ transactional }) => !transactional)
  const builds = having('index-build')
  const rewrites = having('table-rewrite')
  const blocking = statements.filter(
    (each) =>
      each.hazards.length > 0 && (stopsWrites(each) || each.hazards.includes('blocks-writes')) && !rewrites.includes(each),
  )
  const reading = having('reads-all-rows').filter((each) => !blocking.includes(each) && !rewrites.includes(each))
  const short = statements.filter((each) => each.hazards.length === 0 && stopsWrites(each))
  return [
    [
      `Transactions: ${count(concurrent.length, 'statement')} ${concurrent.length === 1 ? 'runs' : 'run'} CONCURRENTLY, which PostgreSQL refuses inside one. Does the runner of the migrations send them outside, and not through a pooler in transaction mode?`,
      concurrent.length > 0,
    ],
    [
      `Index builds read the whole table and need room on disk: ${tablesOf(builds)}. Is there room, and nothing else that heavy at that time?`,
      builds.length > 0,
    ],
    [
      `Rewrites, during which reads and writes wait: ${tablesOf(rewrites)}. Is there a quiet hour, and room for a second copy?`,
      rewrites.length > 0,
    ],
    [`Writes wait for as long as it takes: ${tablesOf(blocking)}. For how long may they?`, blocking.length > 0],
    [`All rows are read: ${tablesOf(reading)}. Is the time that this takes on production known?`, reading.length > 0],
    [
      `Locks: ${count(short.length, 'statement')} that ${short.length === 1 ? 'takes' : 'take'} a strong lock for a moment on ${tablesOf(short)}. Is lock_timeout set, so that nobody queues behind one that waits?`,
      short.length > 0,
    ],
  ]
}

function orderItems(counting: readonly Finding[], fixable: readonly Finding[], statements: readonly Statement[]): Item[] {
  const fills = statements.filter(isFill)
  const about = (kind: Finding['object']['kind']): readonly Finding[] => fixable.filter(({ object }) => object.kind === kind)
  const [columns, constraints, tables] = [about('column'), about('constraint'), about('table')]
  const drops = counting.filter(({ verdict }) => verdict === 'redundant')
  const pending = counting.filter(({ verdict }) => verdict === 'pending')
  return [
    [
      `Backfill: rows of ${tablesOf(fills)} are filled in batches. Do triggers on these tables, replicas and the WAL bear that many updates?`,
      fills.length > 0,
    ],
    [
      `ANALYZE ${tablesOf(fills, 'names')} after the backfill: until then the planner knows nothing of the filled columns.`,
      fills.length > 0,
    ],
    [
      `Deploy order: the migration first, then the code that reads what is new in ${placesOf([...columns, ...tables])}.`,
      columns.length + tables.length > 0,
    ],
    [
      `Deploy order: first the code that keeps within the new constraints of ${placesOf(constraints)}, then the constraints: what breaks them is an error from then on.`,
      constraints.length > 0,
    ],
    [
      `Before an index goes: does a standby, or a query that the statistics have not seen yet, use it? ${placesOf(drops)}`,
      drops.length > 0,
    ],
    [
      `${count(pending.length, 'finding')} ${pending.length === 1 ? 'is' : 'are'} mended by migrations that this database has not run yet. When do they run?`,
      pending.length > 0,
    ],
    [
      `Rollback: is the down script of ${fixable.length === 1 ? 'this change' : 'these changes'} (pte-db-audit fix writes and tries it) at hand?${fills.length + columns.length > 0 ? ' Columns go with what they hold.' : ''}`,
      statements.length > 0,
    ],
  ]
}

function openItems(counting: readonly Finding[], skips: number): Item[] {
  const questions = counting.filter(({ fix }) => fix?.kind === 'manual')
  const measured = counting.filter(({ confidence }) => confidence === 'workload')
  return [
    [
      `Decisions: ${count(questions.length, 'finding')} that no statement settles; the questions are above, at ${placesOf(questions)}.`,
      questions.length > 0,
    ],
    [
      `Workload: ${count(measured.length, 'finding')} from statements that were measured. Is that workload production's, and recent?`,
      measured.length > 0,
    ],
    [`Unknown: ${count(skips, 'thing')} could not be measured. May this change touch any of them?`, skips > 0],
  ]
}

/** Tables that statements lock, with what is known of their sizes. */
function tablesOf(statements: readonly Statement[], form: 'sizes' | 'names' = 'sizes'): string {
  const locked = statements.flatMap(({ lock, estimate }) => (lock ? [{ table: nameOf(lock.table), estimate }] : []))
  const texts = [...groupBy(locked, ({ table }) => table)].map(([table, members]) => {
    const sizes = form === 'names' ? '' : estimateText(members[0]?.estimate ?? { rows: null, bytes: null })
    return sizes === '' ? table : `${table} (${sizes})`
  })
  return some(texts)
}

const nameOf = ({ schema, name }: Name): string => (schema === 'public' ? name : `${schema}.${name}`)

const placesOf = (findings: readonly Finding[]): string => some([...new Set(findings.map(placeOf))])

const some = (texts: readonly string[]): string =>
  texts.length <= MOST_NAMES ? texts.join(', ') : `${texts.slice(0, MOST_NAMES).join(', ')} and ${texts.length - MOST_NAMES} more`
