import { counts } from '../finding.ts'
import type { Ending } from '../report/ending.ts'
import { renderJson } from '../report/json.ts'
import type { Report } from '../report/report.ts'
import type { Repository } from '../report/repository.ts'
import { renderTable } from '../report/table.ts'
import type { Rule } from '../rule.ts'
import type { CheckOptions } from './check-options.ts'
import { columnsOf, wantsColor, type Io } from './io.ts'
import type { ReportOutput } from './outputs.ts'

/** All that a format may need of a run. */
export interface Rendering {
  readonly report: Report
  readonly ending: Ending
  readonly rules: readonly Rule[]
  readonly repository: Repository
  readonly options: CheckOptions
  readonly io: Io
}

/** A report in one of its formats; those of build servers are loaded when they are asked for. */
export async function render(output: ReportOutput, rendering: Rendering): Promise<string> {
  const { report, ending, rules, repository } = rendering
  switch (output.format) {
    case 'table':
      return tableFor(output, rendering)
    case 'json':
      return renderJson(report)
    case 'sarif':
      return (await import('../report/sarif.ts')).renderSarif(report, { rules, ending, repository })
    case 'junit':
      return (await import('../report/junit.ts')).renderJunit(report, repository)
    case 'gitlab':
      return (await import('../report/gitlab.ts')).renderGitlab(report, repository)
    case 'github':
      return (await import('../report/github.ts')).renderGithub(report, { ending, repository })
    case 'markdown':
      return markdownFor(rendering)
  }
}

/** For a pull request, or as long as `limit` says. */
export async function markdownFor({ report, ending, repository }: Rendering, limit?: number): Promise<string> {
  const { COMMENT_LIMIT, renderMarkdown } = await import('../report/markdown.ts')
  return renderMarkdown(report, { ending, repository, limit: limit ?? COMMENT_LIMIT })
}

function tableFor({ file }: ReportOutput, { report, ending, options, io }: Rendering): string {
  const next = report.findings.some(counts) ? ['Why, what passes and how it is mended: pte-db-audit explain <rule>'] : []
  return renderTable(report, {
    columns: file === null ? columnsOf(io) : 80,
    color: file === null && wantsColor(io, options.color),
    closing: [...next, `Exit ${ending.code}: ${ending.sentence}`],
  })
}
