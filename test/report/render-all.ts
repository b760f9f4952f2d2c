import { renderGithub } from '../../src/report/github.ts'
import { renderGitlab } from '../../src/report/gitlab.ts'
import { renderJson } from '../../src/report/json.ts'
import { renderJunit } from '../../src/report/junit.ts'
import { COMMENT_LIMIT, renderMarkdown } from '../../src/report/markdown.ts'
import type { Report } from '../../src/report/report.ts'
import type { Repository } from '../../src/report/repository.ts'
import { renderSarif } from '../../src/report/sarif.ts'
import { renderTable } from '../../src/report/table.ts'
import { ending, repository, rules } from './gated.ts'

/** A report in every format; the SQL parser must have been loaded. */
export const renderAll = (report: Report, at: Repository = repository) => ({
  table: renderTable(report, { columns: 80, color: false, closing: [`Exit 1: ${ending.sentence}`] }),
  json: renderJson(report),
  sarif: renderSarif(report, { rules, ending, repository: at }),
  junit: renderJunit(report, at),
  gitlab: renderGitlab(report, at),
  github: renderGithub(report, { ending, repository: at }),
  markdown: renderMarkdown(report, { ending, repository: at, limit: COMMENT_LIMIT }),
})
