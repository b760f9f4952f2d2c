import { stringify } from 'yaml'
import { AuditError } from '../errors.ts'
import { ExitCode } from '../exit-code.ts'
import { checks } from '../checks/index.ts'
import { renderPage } from '../report/page.ts'
import { examplesOf } from '../rules/examples.ts'
import { nearest } from '../rules/nearest.ts'
import { columnsOf, wantsColor, type Io } from './io.ts'
import { loadRulesFor, type RuleOptions } from './load-rules.ts'

export interface ExplainOptions extends RuleOptions {
  readonly color: boolean
}

/** Prints the page of one rule. */
export async function explain(id: string, options: ExplainOptions, io: Io): Promise<ExitCode> {
  const { written, off } = await loadRulesFor(options, io)
  const rule = written.get(id)
  if (!rule) {
    const meant = nearest(id, written.keys())
    const hint = meant ? `Did you mean "${meant}"?` : 'Run "pte-db-audit rules" to see the rules.'
    throw new AuditError('usage', `"${id}" is not a rule. ${hint}`)
  }
  const { params = {}, check } = rule.text
  const page = {
    rule,
    check: checks.find((candidate) => candidate.id === check)?.summary ?? '',
    params: Object.keys(params).length ? stringify(params, { lineWidth: 0 }) : '',
    examples: await examplesOf(id),
    off: off.find((each) => each.id === id)?.reason ?? null,
  }
  io.stdout.write(renderPage(page, { columns: columnsOf(io), color: wantsColor(io, options.color) }))
  return ExitCode.clean
}
