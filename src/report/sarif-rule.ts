import type { ReportingDescriptor } from 'sarif'
import type { Severity } from '../finding.ts'
import type { Rule } from '../rule.ts'
import { inCode, inMarkdown } from './escape.ts'
import { sarifText } from './sarif-text.ts'
import { shortened } from './shortened.ts'

export const SARIF_LEVEL = { error: 'error', warn: 'warning', info: 'note' } as const satisfies Record<Severity, string>

/** GitHub's word for how grave something is that is no question of security. */
const PROBLEM = { error: 'error', warn: 'warning', info: 'recommendation' } as const satisfies Record<Severity, string>

/** GitHub refuses longer ones. */
const LONGEST = 1024

/** A rule with its help text, which a code scanner shows beside each alert. There is no page on the web to link to: `explain` prints it. */
export function sarifRule({ id, summary, why: paragraphs, severity, plan, check }: Rule): ReportingDescriptor {
  const why = paragraphs.replaceAll('\n', ' ')
  const from = plan === null ? '' : ` It comes from section ${plan} of the plan.`
  const how = `pte-db-audit explain ${id}`
  return {
    id,
    shortDescription: { text: shortened(sarifText(summary), LONGEST) },
    fullDescription: { text: shortened(sarifText(why), LONGEST) },
    defaultConfiguration: { level: SARIF_LEVEL[severity] },
    help: {
      text: sarifText(`${summary.replace(/\.$/u, '')}. ${why}${from} What passes, what fails and how it is fixed: ${how}`),
      markdown: `**${inMarkdown(summary)}**\n\nWhy: ${inMarkdown(`${why}${from}`)}\n\nWhat passes, what fails and how it is fixed: ${inCode(how)}`,
    },
    properties: { tags: ['postgresql', check], 'problem.severity': PROBLEM[severity] },
  }
}
