import { renderJson } from '../report/json.ts'
import type { Report } from '../report/report.ts'
import { renderTable } from '../report/table.ts'
import type { CheckOptions } from './check-options.ts'
import { columnsOf, wantsColor, type Io } from './io.ts'
import type { Outcome } from './outcome.ts'
import type { ReportOutput } from './outputs.ts'

/** A report in one of its formats. */
export function render(output: ReportOutput, report: Report, outcome: Outcome, options: CheckOptions, io: Io): string {
  if (output.format === 'json') return renderJson(report)
  const next = report.findings.length ? ['Why, what passes and how it is mended: pte-db-audit explain <rule>'] : []
  return renderTable(report, {
    columns: output.file === null ? columnsOf(io) : 80,
    color: output.file === null && wantsColor(io, options.color),
    closing: [...next, `Exit ${outcome.code}: ${outcome.sentence}`],
  })
}
