import { counts } from '../finding.ts'
import type { Note } from '../snapshot.ts'
import { count, grouped } from './counts.ts'
import { inHtml, inMarkdown } from './escape.ts'
import { acceptedText, comparedText, gateTexts, idleText, nameOf, pardonText, staleText } from './not-counted.ts'
import { reasonsOf, withReason } from './reasons.ts'
import type { Report } from './report.ts'
import { shortened } from './shortened.ts'
import { tally } from './table-findings.ts'

/** Characters of one list: what is longer is counted, so that lists leave room for findings. */
const LONGEST_LIST = 4000
const LONGEST_LINE = 300

export interface Limits {
  /** Items. */
  readonly most?: number
  /** Characters. */
  readonly longest?: number
}

/** Items as a list, as many as there is room for; the rest is counted. */
export function listed(items: readonly string[], { most = Infinity, longest = LONGEST_LIST }: Limits = {}): string[] {
  let room = longest
  const shown = items.slice(0, most).filter((item) => {
    const fits = item.length <= room
    if (fits) room -= item.length
    return fits
  })
  const left = items.length - shown.length
  return [...shown.map((item) => `- ${item}`), ...(left === 0 ? [] : [`- … and ${grouped(left)} more`])]
}

/** What was found, in numbers, and what of it is new, gone, or accepted. */
export function countLines(report: Report): string[] {
  const { error, warn, info } = report.summary.findings
  const { rules } = report.summary
  const compared = comparedText(report)
  const accepted = acceptedText(report)
  const lines = [
    `Findings: ${tally('error', error)}, ${tally('warn', warn)}, ${tally('info', info)}. ${rules.measured} of ${count(rules.total, 'rule')} had something to judge.`,
    ...(compared === null ? [] : [`Compared ${compared}.`]),
    ...(accepted === null ? [] : [`Accepted: ${accepted}.`]),
    ...gateTexts(report),
  ]
  return listed(lines.map((line) => inMarkdown(shortened(line, LONGEST_LINE))))
}

/** What does not count, what is gone and what was not measured: lists that few will open. */
export function foldedLists(report: Report): string[] {
  const { findings, against, baseline, suppressions, skips, notes } = report
  const uncounted = findings.filter((finding) => !counts(finding))
  return [
    ...folded(
      `Not counted: ${count(uncounted.length, 'finding')}`,
      uncounted.map((finding) => `${nameOf(finding)}: ${pardonText(finding)}`),
    ),
    ...folded(`Fixed: ${count(against?.fixed.length ?? 0, 'finding')}`, (against?.fixed ?? []).map(nameOf)),
    ...folded(`Stale entries of the baseline: ${baseline?.stale.length ?? 0}`, (baseline?.stale ?? []).map(staleText)),
    ...folded(`Suppressions without effect: ${suppressions.length}`, suppressions.map(idleText)),
    ...folded(`Not measured: ${count(skips.length, 'thing')}. Unknown is not clean.`, reasonsOf(skips, withReason)),
    ...folded(`Notes: ${notes.length}`, notes.map(noteText)),
  ]
}

function folded(summary: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return []
  const items = listed(lines.map((line) => inMarkdown(shortened(line, LONGEST_LINE))))
  return [`<details><summary>${inHtml(summary)}</summary>`, '', ...items, '', '</details>', '']
}

const noteText = ({ message, file, line }: Note): string =>
  file === null ? message : `${line === null ? file : `${file}:${line}`} ${message}`
