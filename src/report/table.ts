import { counts } from '../finding.ts'
import { logSafe } from './log-safe.ts'
import type { Report } from './report.ts'
import { printable } from './printable.ts'
import { styleFor } from './style.ts'
import { findingLines } from './table-findings.ts'
import { summaryLines } from './table-summary.ts'
import { title } from './title.ts'
import { wrap } from './wrap.ts'

export interface TableOptions {
  /** Columns of the terminal; 80 where there is none. */
  readonly columns: number
  readonly color: boolean
  /** What comes after the summary: what the exit code means, what to do next. */
  readonly closing: readonly string[]
}

/** Below this nothing can be laid out, beyond it lines are hard to follow. */
export const MIN_COLUMNS = 60
export const MAX_COLUMNS = 140

/** The report for people: where the audit looked, the findings that count by table, the summary. Linear in the size of the report. */
export function renderTable(report: Report, { columns, color, closing }: TableOptions): string {
  const width = Math.min(MAX_COLUMNS, Math.max(MIN_COLUMNS, columns))
  const style = styleFor(color)
  const counting = report.findings.filter(counts)
  const lines = [
    ...wrap(printable(title(report)), width).map((line, at) => (at === 0 ? style.bold(line) : line)),
    '',
    ...(counting.length ? findingLines(counting, width, style, fromFiles(report)) : []),
    ...summaryLines(report, width, style),
    ...(closing.length ? [''] : []),
    ...closing.flatMap((text) => wrap(printable(text), width)),
  ]
  return logSafe(`${lines.join('\n')}\n`)
}

/** What is mended in a schema file or a folder of migrations is mended in the schema, or the next `generate` undoes it. */
const fromFiles = ({ source }: Report): boolean => source.kind === 'schema' || source.kind === 'migrations'
