import type { Audited } from '../cli/audit.ts'
import { AuditError } from '../errors.ts'
import { ExitCode } from '../exit-code.ts'
import { count } from '../report/counts.ts'
import type { Report } from '../report/report.ts'

const MAX_SHOWN = 5

/** Throws AuditError('nothing-measured') with the first reasons when nothing was measured, or when `all` had to be and was not. */
export function mustBeMeasured({ report, ending }: Audited, all: boolean): void {
  if (ending.code === ExitCode.failed)
    throw new AuditError('nothing-measured', withReasons(ending.sentence, unmeasuredIn(report)))
  const { skips } = report
  if (all && skips.length > 0)
    throw new AuditError(
      'nothing-measured',
      withReasons(`requireAll: ${count(skips.length, 'thing')} could not be measured.`, skips.map(reasonText)),
    )
}

const unmeasuredIn = ({ results, skips }: Report): string[] => [
  ...skips.map(reasonText),
  ...results.filter(({ status }) => status === 'not-applicable').map(reasonText),
]

const reasonText = ({ rule, reason = '' }: { readonly rule: string | null; readonly reason?: string }): string =>
  rule === null ? reason : `${rule}: ${reason}`

function withReasons(sentence: string, reasons: readonly string[]): string {
  const lines = [...new Set(reasons)]
  const more = lines.length > MAX_SHOWN ? [`… and ${lines.length - MAX_SHOWN} more.`] : []
  return [sentence, ...lines.slice(0, MAX_SHOWN), ...more].join('\n')
}
