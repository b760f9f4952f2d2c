import type { Report } from './report.ts'
import { printable } from './printable.ts'
import { styleFor } from './style.ts'
import { findingLines } from './table-findings.ts'
import { summaryLines } from './table-summary.ts'
import { wrap } from './wrap.ts'

export interface TableOptions {
  /** Columns of the terminal; 80 where there is none. */
  readonly columns: number
  readonly color: boolean
  /** What comes after the summary: what the exit code means, what to do next. */
  readonly closing: readonly string[]
}

/** Below this nothing can be laid out, beyond it lines are hard to follow. */
const MIN_COLUMNS = 60
const MAX_COLUMNS = 140

/** The report for people: where the audit looked, the findings by table, the summary. Linear in the size of the report. */
export function renderTable(report: Report, { columns, color, closing }: TableOptions): string {
  const width = Math.min(MAX_COLUMNS, Math.max(MIN_COLUMNS, columns))
  const style = styleFor(color)
  const lines = [
    ...wrap(printable(title(report)), width).map((line, at) => (at === 0 ? style.bold(line) : line)),
    '',
    ...(report.findings.length ? findingLines(report.findings, width, style, fromFiles(report)) : []),
    ...summaryLines(report, width, style),
    ...(closing.length ? [''] : []),
    ...closing.flatMap((text) => wrap(printable(text), width)),
  ]
  return `${lines.join('\n')}\n`
}

/** What is mended in a schema file or a folder of migrations is mended in the schema, or the next `generate` undoes it. */
const fromFiles = ({ source }: Report): boolean => source.kind === 'schema' || source.kind === 'migrations'

function title({ tool, source }: Report): string {
  // `15.18 (Debian 15.18-0+deb12u1)`: the packager's part says nothing to a reader.
  const version = source.server.version.split(' ')[0]
  return `${tool.name} ${tool.version} · ${source.label} · PostgreSQL ${version}${source.server.embedded ? ', embedded' : ''}`
}
