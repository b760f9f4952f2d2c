import { qualified, quote } from '../identifier.ts'
import type { Statement, Workload } from '../snapshot.ts'
import type { Catalog, Reading } from './catalog.ts'
import type { TextRow } from './connection.ts'
import { MARK } from './message.ts'
import type { Probe } from './probe.ts'
import { loadParser } from '../sql/parse.ts'
import { mayHaveComments } from '../sql/without-comments.ts'
import { createsTable, firstKeyword, isQueryKeyword, mayCreateTable } from './statement-kind.ts'
import { withoutRemarks } from './without-remarks.ts'
import { OWN } from '../workload/own.ts'
import { number, text, timestamp } from './value.ts'

export const HIDDEN = 'the text belongs to another role and is hidden from this one'
const LOST = 'the text is gone from the statistics'
const UTILITY = 'a utility statement, whose text may hold secrets'

/** Why there is no workload to read, with the remedy; null when there is one. */
export function workloadMissing(probe: Probe, embedded: boolean): string | null {
  const { statements } = probe
  const extension = 'pg_stat_statements'
  const preload = probe.managed
    ? `switch it on in the settings of ${probe.managed}`
    : `add it to shared_preload_libraries and restart the server`
  if (!statements) {
    const then = `run "create extension ${extension}" in database ${probe.database}`
    return `${extension} is not installed: ${probe.statementsLoaded || embedded ? then : `${preload}, then ${then}`}`
  }
  if (!probe.statementsLoaded && !embedded) return `${extension} is installed but its library is not loaded: ${preload}`
  if (!statements.selectable) {
    const view = qualified({ schema: statements.schema, name: extension })
    return `role ${probe.role} may not read ${extension}: run "grant usage on schema ${quote(statements.schema)} to ${quote(probe.role)}; grant select on ${view} to ${quote(probe.role)}"`
  }
  if (statements.track === 'none') return `${extension}.track is none, so nothing is recorded: set it to top`
  return null
}

/** pg_stat_statements of this database; `take` may load the SQL parser. */
export function workload(
  catalog: Catalog,
  missing: string | null,
): { readings: readonly Reading[]; take: () => Promise<Workload> } {
  const extension = catalog.probe.statements
  if (missing !== null || !extension) {
    return {
      readings: [],
      take: () => Promise.resolve({ available: false, reason: missing ?? 'pg_stat_statements is not installed' }),
    }
  }
  const statements: Statement[] = []
  const doubtful: Statement[] = []
  const leftOut = new Map<string, { reason: string; entries: number; calls: number; time: number }>()
  let deallocations: number | null = null
  let statsReset: string | null = null

  const leaveOut = (reason: string, statement: Pick<Statement, 'calls' | 'totalTime'>): void => {
    let tally = leftOut.get(reason)
    if (!tally) leftOut.set(reason, (tally = { reason, entries: 0, calls: 0, time: 0 }))
    tally.entries++
    tally.calls += statement.calls
    tally.time += statement.totalTime
  }

  const addStatement = (row: TextRow): void => {
    const statement = statementOf(catalog, row)
    const query = row[1]
    if (row[0] === null) leaveOut(HIDDEN, statement)
    else if (query === null || query === undefined) leaveOut(LOST, statement)
    else if (query.includes(MARK)) leaveOut(OWN, statement)
    else if (!isQueryKeyword(firstKeyword(query))) leaveOut(UTILITY, statement)
    else if (mayCreateTable(query)) doubtful.push(statement)
    else statements.push(statement)
  }

  const { columns } = extension
  const first = (...names: string[]): string => names.find((name) => columns.has(name)) ?? 'null'
  const readings: Reading[] = [
    {
      sections: ['workload'],
      // Names of the columns before 1.8 come second: an extension keeps its version until ALTER EXTENSION … UPDATE.
      sql: `select ${MARK} queryid, query, userid, ${columns.has('toplevel') ? 'nullif(toplevel, true)' : 'null'}, calls, nullif(rows, 0), ${[
        first('total_exec_time', 'total_time'),
        first('mean_exec_time', 'mean_time'),
        first('min_exec_time', 'min_time'),
        first('max_exec_time', 'max_time'),
        first('stddev_exec_time', 'stddev_time'),
        first('plans'),
        first('total_plan_time'),
        'shared_blks_hit',
        'shared_blks_read',
        'temp_blks_written',
      ]
        .map((column) => `nullif(${column}, 0)`)
        .join(', ')}, ${columns.has('stats_since') ? '(extract(epoch from stats_since) * 1000000)::bigint' : 'null'}
from ${qualified({ schema: extension.schema, name: 'pg_stat_statements' })}
where dbid = (select oid from pg_database where datname = current_database())`,
      row: addStatement,
    },
  ]
  if (extension.info) {
    readings.push({
      sections: ['workload'],
      sql: `select ${MARK} dealloc, stats_reset from ${qualified({ schema: extension.schema, name: 'pg_stat_statements_info' })}`,
      row: (row) => {
        deallocations = number(row[0])
        statsReset = timestamp(row[1])
      },
    })
  }
  return {
    readings,
    take: async () => {
      for (const statement of doubtful) {
        if (await createsTable(statement.query)) leaveOut(UTILITY, statement)
        else statements.push(statement)
      }
      if (statements.some(({ query }) => mayHaveComments(query))) await loadParser()
      return {
        available: true,
        schema: extension.schema,
        extensionVersion: extension.version,
        deallocations,
        statsReset,
        statements: statements.map(bare).toSorted(byIdentity),
        leftOut: [...leftOut.values()].toSorted((a, b) => compare(a.reason, b.reason)),
      }
    },
  }
}

const bare = (statement: Statement): Statement =>
  mayHaveComments(statement.query) ? { ...statement, query: withoutRemarks(statement.query) } : statement

const statementOf = (catalog: Catalog, row: TextRow): Statement => ({
  queryId: text(row[0]),
  query: text(row[1]),
  role: catalog.roles.get(number(row[2])) ?? null,
  toplevel: row[3] === null,
  calls: number(row[4]),
  rows: number(row[5]),
  totalTime: number(row[6]),
  meanTime: number(row[7]),
  minTime: number(row[8]),
  maxTime: number(row[9]),
  deviation: number(row[10]),
  plans: number(row[11]),
  planTime: number(row[12]),
  sharedBlocksHit: number(row[13]),
  sharedBlocksRead: number(row[14]),
  tempBlocksWritten: number(row[15]),
  ...(typeof row[16] === 'string' && { since: number(row[16]) }),
})

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The same statement is there once for each role, and once more when functions ran it. */
const byIdentity = (a: Statement, b: Statement): number =>
  compare(a.queryId, b.queryId) || compare(a.role ?? '', b.role ?? '') || Number(b.toplevel) - Number(a.toplevel)
