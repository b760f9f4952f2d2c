import { ExitCode } from '../exit-code.ts'
import { counts, type Finding } from '../finding.ts'
import { count } from './counts.ts'
import type { Ending } from './ending.ts'
import { inCode, inMarkdown } from './escape.ts'
import { countLines, foldedLists, listed } from './markdown-lists.ts'
import { headline } from './markdown-finding.ts'
import { findingsSection, sizeOf } from './markdown-findings.ts'
import type { Report } from './report.ts'
import type { Repository } from './repository.ts'
import { reviewChecklist } from './review-checklist.ts'
import { shortened } from './shortened.ts'
import { title } from './title.ts'
import { worstFirst } from './worst-first.ts'

/** What a pull-request comment may hold is 65,536 characters; the rest is for what a workflow puts around it. */
export const COMMENT_LIMIT = 65_000

/** The first line, by which a workflow finds the comment that it wrote before. */
const MARKER = '<!-- pte-db-audit -->'

/** What fails the run is listed at the top up to here. */
const MOST_FAILING = 10
/** Characters of what stands around findings, so that there is room for these. */
const LONGEST_CHECKLIST = 10_000
const LONGEST_LINE = 300

export interface MarkdownOptions {
  readonly ending: Ending
  readonly repository: Repository
  /** Characters; at least 60,000. */
  readonly limit: number
}

/**
 * The report as Markdown for a pull request: the verdict, what fails the run, what changed, every finding that counts with its fix, by table
 * and folded; what was not measured; what a reviewer of the change should look at. Never longer than `limit`: first the details of findings
 * go, then the least grave findings, and the text says how many and where they are. Needs `loadParser()` to have resolved.
 */
export function renderMarkdown(report: Report, { ending, repository, limit }: MarkdownOptions): string {
  const counting = report.findings.filter(counts).toSorted(worstFirst)
  const head = headLines(report, counting, { ending, repository })
  const tail = tailLines(report)
  const room = limit - sizeOf([...head, ...tail]) - ROOM_FOR_NOTE
  const { lines, left } = findingsSection(counting, repository, room)
  return `${[...head, ...lines, ...leftOutLines(left), ...tail].join('\n')}\n`
}

const ROOM_FOR_NOTE = 400

function headLines(
  report: Report,
  counting: readonly Finding[],
  { ending, repository }: Omit<MarkdownOptions, 'limit'>,
): string[] {
  const icon = ending.code === ExitCode.clean ? '✅' : ending.code === ExitCode.findings ? '❌' : '⚠️'
  const failing = counting.filter(({ severity }) => ending.failing.includes(severity))
  return [
    MARKER,
    `## ${icon} ${inMarkdown(shortened(ending.sentence, LONGEST_LINE))}`,
    '',
    `Audited: ${inMarkdown(shortened(title(report), LONGEST_LINE))}`,
    '',
    ...(failing.length === 0
      ? []
      : [
          '**What fails this run**',
          '',
          ...listed(
            failing.map((finding) => headline(finding, repository)),
            { most: MOST_FAILING },
          ),
          '',
        ]),
    '**In numbers**',
    '',
    ...countLines(report),
    '',
  ]
}

const leftOutLines = (left: number): string[] =>
  left === 0
    ? []
    : [
        `**${count(left, 'finding')} of the lowest severities ${left === 1 ? 'is' : 'are'} left out here, for length.** All of them: ${inCode('pte-db-audit check --format table')}, or ${inCode('--format json')}.`,
        '',
      ]

function tailLines(report: Report): string[] {
  const checklist = reviewChecklist(report)
  return [
    ...foldedLists(report),
    ...(checklist.length === 0
      ? []
      : [
          '### Before this is merged',
          '',
          ...listed(
            checklist.map((item) => `[ ] ${inMarkdown(item)}`),
            { longest: LONGEST_CHECKLIST },
          ),
          '',
        ]),
    `Why a rule is there, what passes and what fails: ${inCode('pte-db-audit explain <rule>')}. The migration with its rollback: ${inCode('pte-db-audit fix')}.`,
  ]
}
