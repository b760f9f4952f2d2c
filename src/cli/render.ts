import type { Report } from '../report/report.ts'
import type { CheckOptions } from './check-options.ts'
import { columnsOf, wantsColor, type Io } from './io.ts'
import type { Outcome } from './outcome.ts'
import type { ReportOutput } from './outputs.ts'

/** A report in one of its formats. */
export async function render(
  output: ReportOutput,
  report: Report,
  outcome: Outcome,
  options: CheckOptions,
  io: Io,
): Promise<string> {
  if (output.format === 'json') return (await import('../report/json.ts')).renderJson(report)
  const { renderTable } = await import('../report/table.ts')
  const next = report.findings.length ? ['Why, what passes and how it is mended: pte-db-audit explain <rule>'] : []
  return renderTable(report, {
    columns: output.file === null ? columnsOf(io) : 80,
    color: output.file === null && wantsColor(io, options.color),
    closing: [...next, `Exit ${outcome.code}: ${outcome.sentence}`],
  })
}
