import type { Outcome } from '../check.ts'
import type { Evidence } from '../finding.ts'
import { grouped } from '../report/counts.ts'
import type { Snapshot } from '../snapshot.ts'
import type { Feed } from '../workload/feeding.ts'
import { type Join, joinFor } from '../workload/join-for.ts'
import type { Entry, WorkloadReading } from '../workload/read-workload.ts'
import { shortenedQuery } from '../workload/shortened-query.ts'
import type { Suspect } from '../workload/suspects.ts'
import { relationKey } from '../workload/ties.ts'
import { rounded, shareOf } from './statement-evidence.ts'

/** The finding about lookups of one table by the same columns; `doubtful` are statements that may be counted together with others. Counters alone make a suspicion; samples confirm it. */
export function repeatedLookupOutcome(
  snapshot: Snapshot,
  reading: WorkloadReading,
  suspects: readonly [Suspect, ...Suspect[]],
  doubtful: ReadonlySet<Entry>,
): Outcome & { readonly status: 'fail' } {
  const { lookup } = suspects[0]
  const relation = snapshot.relations.find((each) => relationKey(each) === lookup.relation)
  const { schema = '', name = lookup.relation } = relation ?? {}
  const feeds = [...new Map(suspects.flatMap(feedsOf).map((feed) => [feed.list, feed])).values()]
  const lists = [...new Set(feeds.map((feed) => shortName(feed.relation)))].toSorted()
  const confirmed = suspects.some(({ correlation }) => correlation !== null)
  const sure = suspects.every(({ others, correlation }) => (correlation ? correlation.alternatives : others).length === 0)
  const calls = sum(suspects, ({ lookup: { entry } }) => entry.calls)
  const join = joinOf(snapshot, suspects[0])
  const by = lookup.columns.join(', ')
  const does = lookup.entry.shape.oneRow ? `Rows of ${name} are counted or summed up by ${by}` : `${name} is looked up by ${by}`
  return {
    object: { schema, relation: name, kind: 'query', columns: lookup.columns },
    subject: `(${by}) per row`,
    status: 'fail',
    verdict: 'weaker',
    confidence: confirmed ? 'confirmed' : 'workload',
    message: `${does} once for each row of ${lists.join(sure ? ' and ' : ' or ')}${confirmed ? '' : ', as it seems'}: ${grouped(calls)} statements where one for each list would do.`,
    remedy: join
      ? `read both in one query: ${join.sql}`
      : 'read both in one query: a join, or WHERE … = ANY with all keys of the list',
    evidence: { ...counters(snapshot, reading, suspects, feeds, doubtful), ...joinEvidence(join) },
  }
}

const feedsOf = ({ explanation, others, correlation }: Suspect): readonly Feed[] =>
  correlation
    ? [...correlation.feeds, ...correlation.alternatives]
    : [...(explanation?.feeds ?? []), ...others.flatMap(({ feeds }) => feeds)]

const shortName = (key: string): string => (key.startsWith('public.') ? key.slice('public.'.length) : key)

const sum = <Item>(items: readonly Item[], of: (item: Item) => number): number =>
  items.reduce((total, item) => total + of(item), 0)

function joinOf({ relations }: Snapshot, suspect: Suspect): Join | null {
  const [feed] = feedsOf(suspect)
  const relationOf = (key: string | undefined) => relations.find((each) => relationKey(each) === key)
  const [list, found] = [relationOf(feed?.relation), relationOf(suspect.lookup.relation)]
  return feed && list && found ? joinFor(suspect.lookup, feed, list, found) : null
}

const joinEvidence = (join: Join | null): Evidence => (join ? { join: join.sql, join_in_drizzle: join.drizzle } : {})

/** Times in ms; `round_trip_ms` is that of the machine that collected, and what a join saves is at least the way there and back. */
function counters(
  snapshot: Snapshot,
  reading: WorkloadReading,
  suspects: readonly [Suspect, ...Suspect[]],
  feeds: readonly Feed[],
  doubtful: ReadonlySet<Entry>,
): Evidence {
  const entries = suspects.map(({ lookup }) => lookup.entry)
  const calls = sum(entries, (entry) => entry.calls)
  const time = sum(entries, (entry) => entry.totalTime)
  const [{ explanation, correlation }] = suspects
  return {
    lookups: entries.map(({ query }) => shortenedQuery(query)),
    calls,
    rows_per_call: rounded(sum(entries, (entry) => entry.rows) / Math.max(1, calls)),
    mean_ms: rounded(time / Math.max(1, calls)),
    total_ms: rounded(time),
    share_of_calls: rounded(calls / Math.max(1, reading.recorded.calls)),
    share_of_time: rounded(shareOf(reading, time)),
    lists: feeds.map(({ list }) => shortenedQuery(list.query)),
    list_calls: sum(feeds, ({ list }) => list.calls),
    list_rows: sum(feeds, ({ list }) => list.rows),
    explained_by: explanation?.how ?? null,
    first_called_after_ms: firstCalledAfter(suspects[0]),
    calls_with_rows_at_that_time: correlation ? rounded(correlation.explained) : null,
    rows_looked_up_at_that_time: correlation ? rounded(correlation.followed) : null,
    round_trip_ms: snapshot.server.roundTrip ?? null,
    saved_round_trips_ms: snapshot.server.roundTrip === undefined ? null : rounded(calls * snapshot.server.roundTrip),
    tags: [...new Set(entries.flatMap(({ shape }) => Object.entries(shape.tags).map(([key, value]) => `${key}=${value}`)))],
    may_count_other_tables: entries.some((entry) => doubtful.has(entry)),
    counted_since: reading.statsReset,
  }
}

/** How long after the first call of its lists, ms; negative when it was there before, null where the server keeps no such times. */
function firstCalledAfter({ lookup, explanation, correlation }: Suspect): number | null {
  const lists = (correlation ?? explanation)?.feeds.map(({ list }) => list.since) ?? []
  const known = lists.flatMap((since) => since ?? [])
  if (lookup.entry.since === null || known.length === 0 || known.length < lists.length) return null
  return rounded((lookup.entry.since - Math.min(...known)) / 1000)
}
