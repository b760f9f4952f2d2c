import { type Context, defineCheck, type Outcome } from '../check.ts'
import type { Snapshot } from '../snapshot.ts'
import { catalogOf } from '../workload/catalog.ts'
import { subjectOf } from '../workload/subject-of.ts'
import { hoursBetween, judgeCounted } from './counted.ts'
import { blocksOf, type ListCase, listComplaints, type PaginationParams, paginationParams } from './list-complaints.ts'
import { onePerSubject } from './one-per-subject.ts'
import { orderIndex } from './order-index.ts'
import { queryObject, rounded, shortened, statementEvidence } from './statement-evidence.ts'

/**
 * Lists that come back whole, and pages by OFFSET that have no order or read all the pages before them. Not reported: what aggregates or
 * groups; what a unique key or a list of keys bounds; subqueries of EXISTS and IN, whose rows do not come back; what changes rows and returns
 * them (a drain, a queue); what runs inside functions; tables that are one page; and what is called as seldom as an export.
 */
export const pagination = defineCheck<PaginationParams>({
  id: 'pagination',
  summary: 'Lists are read page by page: with a LIMIT, in an order, and not by reading all the pages before',
  params: paginationParams,
  needs: ['workload', 'relations', 'columns', 'indexes', 'constraints'],
  scope: 'database',
  run: (context) => {
    const { snapshot, rule } = context
    return judgeCounted(snapshot, rule.params.minHours, 'lists', (reading) => {
      const catalog = catalogOf(snapshot)
      return onePerSubject(reading.entries, (entry) => judge(context, { reading, catalog, entry }))
    })
  },
})

function judge({ snapshot, rule }: Context<PaginationParams>, given: ListCase): readonly Outcome[] {
  const { reading, catalog, entry } = given
  const { shape } = entry
  const isRead = shape.kind === 'select' && shape.writes === null && entry.toplevel && shape.uses.some(({ inner }) => !inner)
  if (
    !isRead ||
    shape.oneRow ||
    shape.groups.length > 0 ||
    isSeldom(snapshot, rule.params, { calls: entry.calls, since: reading.statsReset })
  )
    return []
  const complaints = listComplaints(snapshot, rule.params, given)
  const [first] = complaints
  if (!first) return []
  const subject = subjectOf(shape)
  const deep = complaints.some(({ by }) => by === 'deep OFFSET')
  return [
    {
      object: queryObject(entry),
      subject,
      status: 'fail',
      verdict: first.verdict,
      confidence: 'workload',
      message: `${shortened(subject)}: ${first.says}.`,
      remedy: first.remedy,
      evidence: {
        found_by: complaints.map(({ by }) => by),
        blocks_per_row: rounded(blocksOf(entry) / Math.max(1, entry.rows)),
        ...(deep && { index_of_its_order: orderIndex(shape, catalog) }),
        ...statementEvidence(reading, entry),
      },
    },
  ]
}

/** Counters of less than a day are taken for a day's; of those that were never reset nobody knows for how many they are. */
function isSeldom(
  { collectedAt }: Snapshot,
  { minCalls, minCallsPerDay }: PaginationParams,
  { calls, since }: { readonly calls: number; readonly since: string | null },
): boolean {
  const days = since === null ? 1 : Math.max(1, hoursBetween(since, collectedAt) / 24)
  return calls < minCalls || calls / days < minCallsPerDay
}
