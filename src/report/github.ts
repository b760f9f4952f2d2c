import { counts, type Finding, type Severity } from '../finding.ts'
import { count } from './counts.ts'
import type { Ending } from './ending.ts'
import { workflowCommand } from './escape.ts'
import { logSafe } from './log-safe.ts'
import { gateTexts } from './not-counted.ts'
import { printable } from './printable.ts'
import type { Report } from './report.ts'
import { placeOfFinding, type Repository } from './repository.ts'
import { tally } from './table-findings.ts'
import { SEVERITIES, worstFirst } from './worst-first.ts'

/** GitHub shows this many annotations of a kind for each step, the first ones, and drops the rest in silence. */
const MOST = 10

const COMMAND: Readonly<Record<Severity, string>> = { error: 'error', warn: 'warning', info: 'notice' }

interface Annotation {
  readonly title: string
  readonly message: string
  readonly file?: string
  readonly line?: number
}

export interface GithubOptions {
  readonly ending: Ending
  readonly repository: Repository
}

/**
 * Annotations as commands for the runner of GitHub Actions, at most ten of a kind, the gravest; where there are more, the last one says how
 * many. What does not count is not annotated. Goes to the log: the last line is how the run ends.
 */
export function renderGithub(report: Report, { ending, repository }: GithubOptions): string {
  const counting = report.findings.filter(counts).toSorted(worstFirst)
  const lines = SEVERITIES.flatMap((severity) => {
    const about = counting.filter((finding) => finding.severity === severity).map((finding) => annotate(finding, repository))
    return limited([...besides(report, severity), ...about], severity).map((annotation) => command(severity, annotation))
  })
  return `${[...lines, logSafe(printable(`Exit ${ending.code}: ${ending.sentence}`))].join('\n')}\n`
}

/** What a gate keeps an eye on beside findings. */
function besides(report: Report, severity: Severity): Annotation[] {
  const skips = report.skips.length
  if (severity === 'warn')
    return gateTexts(report).map((message) => ({ title: 'Accepted findings', message: printable(message) }))
  if (severity === 'error' || skips === 0) return []
  const message = `${count(skips, 'thing')} could not be measured, and unknown is not clean: see the job summary, or --format table.`
  return [{ title: 'Not measured', message }]
}

function annotate(finding: Finding, repository: Repository): Annotation {
  const { rule, verdict, message, remedy } = finding
  return {
    title: `${rule}: ${verdict}`,
    message: remedy === '' ? printable(message) : `${printable(message)}\nFix: ${printable(remedy)}`,
    ...placeOfFinding(finding, repository),
  }
}

function limited(annotations: readonly Annotation[], severity: Severity): readonly Annotation[] {
  if (annotations.length <= MOST) return annotations
  const left = annotations.length - (MOST - 1)
  const message = `GitHub shows ${MOST} annotations of a kind. The other ${tally(severity, left)}: see the job summary, or --format table.`
  return [...annotations.slice(0, MOST - 1), { title: `… and ${left} more`, message }]
}

const command = (severity: Severity, { title, message, file, line }: Annotation): string =>
  workflowCommand(
    COMMAND[severity],
    {
      ...(file === undefined ? {} : { file: printable(file) }),
      ...(line === undefined ? {} : { line: `${line}` }),
      title: printable(title),
    },
    message,
  )
