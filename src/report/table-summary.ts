import { counts, type Result } from '../finding.ts'
import type { Note } from '../snapshot.ts'
import { count, groupBy, grouped } from './counts.ts'
import { acceptedText, comparedText, idleText, nameOf, staleText } from './not-counted.ts'
import { printable } from './printable.ts'
import { MAX_REASONS, reasonsOf, withReason } from './reasons.ts'
import type { Report, ReportedWorkload } from './report.ts'
import type { Style } from './style.ts'
import { placeOf, tally } from './table-findings.ts'
import { wrap } from './wrap.ts'

const LABEL = 16
/** Rules named behind one reason why they do not apply: the reason is what a reader wants to know, and it is seldom news. */
const MAX_RULES = 2

/** What was found, what holds, what did not apply, and what could not be measured and why. */
export function summaryLines(report: Report, width: number, style: Style): string[] {
  const { results, skips, notes } = report
  return [
    style.bold('Summary'),
    ...row('Findings', [findingsText(report)], width, style),
    ...row('Compared', present(comparedText(report)), width, style),
    ...row('Fixed', capped((report.against?.fixed ?? []).map(nameOf)), width, style),
    ...row('Accepted', present(acceptedText(report)), width, style),
    ...row('Stale baseline', capped((report.baseline?.stale ?? []).map(staleText)), width, style),
    ...row('Suppressions', capped(report.suppressions.map(idleText)), width, style),
    ...row('Rules', [rulesText(report)], width, style),
    ...row('Workload', workloadTexts(report), width, style),
    ...row('Hold', holdText(results), width, style),
    ...row(
      'Hold otherwise',
      reasonsOf(standIns(results), (result) => result),
      width,
      style,
    ),
    ...row(
      'Not applicable',
      reasonsOf(
        results.filter(({ status }) => status === 'not-applicable'),
        withReason,
        MAX_RULES,
      ),
      width,
      style,
    ),
    ...row('Not measured', reasonsOf(skips, withReason), width, style),
    ...row('Notes', notes.map(noteText), width, style),
  ]
}

const present = (text: string | null): string[] => (text === null ? [] : [text])

const capped = (lines: readonly string[]): string[] =>
  lines.length <= MAX_REASONS
    ? [...lines]
    : [...lines.slice(0, MAX_REASONS), `… and ${grouped(lines.length - MAX_REASONS)} more: see --format json`]

export function row(label: string, texts: readonly string[], width: number, style: Style): string[] {
  const room = Math.max(20, width - LABEL - 2)
  const lines = texts.flatMap((text) => wrap(printable(text), room))
  return lines.map((line, at) => `  ${at === 0 ? style.dim(label.padEnd(LABEL)) : ' '.repeat(LABEL)}${line}`)
}

function findingsText({ summary, findings }: Report): string {
  const { error, warn, info } = summary.findings
  if (!error && !warn && !info) return 'none'
  const places = new Set(findings.filter(counts).map(placeOf))
  places.delete('the server')
  const where = places.size ? ` on ${count(places.size, 'table')}` : ''
  return `${tally('error', error)}, ${tally('warn', warn)}, ${tally('info', info)}${where}`
}

/** The share that was judged, then what was not and why, the costliest first. */
function workloadTexts({ workload }: Report): string[] {
  if (!workload) return []
  const { statements, calls, understood, leftOut, countedTogether, watched } = workload
  return [
    `${count(statements, 'statement')}, ${count(calls, 'call')}: judged are ${percent(understood.calls)} of the calls and ${percent(understood.time)} of the time`,
    ...(countedTogether
      ? [
          `${count(countedTogether.statements, 'statement')} (${percent(countedTogether.calls)} of the calls) may be counted together with others: PostgreSQL 18 tells statements apart by what they call their tables, and several tables go by one name`,
        ]
      : []),
    ...(watched ? [watchedText(watched)] : []),
    ...leftOut
      .toSorted((a, b) => b.time - a.time || (a.reason < b.reason ? -1 : 1))
      .map(({ reason, entries }) => `left out ${count(entries, 'statement')}: ${reason}`),
  ]
}

const watchedText = ({ seconds, calls }: NonNullable<ReportedWorkload['watched']>): string =>
  calls > 0
    ? `watched for ${count(seconds, 'second')}: ${count(calls, 'call')}`
    : `watched for ${count(seconds, 'second')}, in which nobody called anything: nothing is confirmed or cleared; watch it at work`

const percent = (share: number): string => `${Math.floor(share * 100)} %`

/** Every rule once, by the worst that was said of it: what fails somewhere does not hold. */
function rulesText({ summary, results }: Report): string {
  const byRule = [...groupBy(results, ({ rule }) => rule).values()].map((group) => new Set(group.map(({ status }) => status)))
  const failing = byRule.filter((statuses) => statuses.has('fail')).length
  const holding = byRule.filter((statuses) => !statuses.has('fail') && statuses.has('pass')).length
  const unmeasured = byRule.filter((statuses) => !statuses.has('fail') && !statuses.has('pass') && statuses.has('skipped')).length
  const rest = summary.rules.total - failing - holding - unmeasured
  return `${summary.rules.total}: ${failing} broken, ${holding} hold, ${rest} not applicable, ${unmeasured} not measured`
}

function holdText(results: readonly Result[]): string[] {
  const groups = [...groupBy(results, ({ rule }) => rule)]
  const ids = groups
    .filter(([, group]) => group.some(({ status }) => status === 'pass') && !group.some(({ status }) => status === 'fail'))
    .map(([rule]) => rule)
  return ids.length ? [ids.join(', ')] : []
}

/** Promises that something else keeps: a wider index, a full one where a partial one was asked for. */
const standIns = (results: readonly Result[]): { rule: string; reason: string }[] =>
  results.flatMap(({ status, verdict, reason, rule, object }) =>
    status === 'pass' && verdict !== 'present' && reason ? [{ rule, reason: `${object.relation}: ${reason}` }] : [],
  )

function noteText({ message, file, line }: Note): string {
  if (file === null) return message
  return `${line === null ? file : `${file}:${line}`} ${message}`
}
