import type { Log, Notification } from 'sarif'
import { ExitCode } from '../exit-code.ts'
import type { Finding } from '../finding.ts'
import type { Rule } from '../rule.ts'
import type { Note } from '../snapshot.ts'
import type { Ending } from './ending.ts'
import { jsonText } from './json-text.ts'
import type { Report, Skip } from './report.ts'
import type { Repository } from './repository.ts'
import { sarifResult } from './sarif-result.ts'
import { SARIF_LEVEL, sarifRule } from './sarif-rule.ts'
import { sarifText } from './sarif-text.ts'
import { worstFirst } from './worst-first.ts'

/** GitHub refuses a file with more. */
const MOST_RESULTS = 25_000

export interface SarifOptions {
  /** The rules of the run. */
  readonly rules: readonly Rule[]
  readonly ending: Ending
  readonly repository: Repository
}

/**
 * The report as SARIF 2.1.0. Two things are left out on purpose: `automationDetails`, which would outweigh the category that an upload is
 * given, and findings that are fixed (`baselineState: absent`), for GitHub would open an alert for each.
 */
export function renderSarif(report: Report, { rules, ending, repository }: SarifOptions): string {
  const { tool, source, findings, against, summary } = report
  const shown = mostImportant(findings)
  const places = new Map(rules.map(({ id }, at) => [id, at]))
  const context = { places, repository, compared: against !== null, suppressed: shown.some(({ accepted }) => accepted) }
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: tool.name, semanticVersion: tool.version, version: tool.version, rules: rules.map(sarifRule) } },
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of the repository.' } } },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: ending.code !== ExitCode.failed,
            exitCode: ending.code,
            exitCodeDescription: sarifText(ending.sentence),
            toolExecutionNotifications: [
              ...report.skips.map((skip) => skipped(skip, places)),
              ...leftOut(findings.length - shown.length),
            ],
            toolConfigurationNotifications: report.notes.map(noted),
          },
        ],
        results: shown.map((finding) => sarifResult(finding, context)),
        properties: {
          source: sarifText(source.label),
          collectedAt: source.collectedAt,
          findings: summary.findings,
          accepted: summary.accepted,
          fixed: against?.fixed.length ?? 0,
        },
      },
    ],
  }
  return jsonText(log)
}

function mostImportant(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length <= MOST_RESULTS) return findings
  const kept = new Set(findings.toSorted(worstFirst).slice(0, MOST_RESULTS))
  return findings.filter((finding) => kept.has(finding))
}

const leftOut = (number: number): Notification[] =>
  number === 0
    ? []
    : [
        {
          level: SARIF_LEVEL.warn,
          message: { text: `${number} findings of the lowest severities are left out: the file would be too large to upload.` },
        },
      ]

/** What was not measured is no result: GitHub takes every result for a problem. */
function skipped({ rule, object, subject, reason }: Skip, places: ReadonlyMap<string, number>): Notification {
  const about = [object?.relation || null, subject].filter((part) => part !== null).join(' ')
  const index = rule === null ? undefined : places.get(rule)
  return {
    level: SARIF_LEVEL.warn,
    message: { text: sarifText(`Not measured: ${about === '' ? reason : `${about}: ${reason}`}`) },
    ...(rule === null ? {} : { associatedRule: index === undefined ? { id: rule } : { id: rule, index } }),
  }
}

const noted = ({ severity, message, file }: Note): Notification => ({
  level: SARIF_LEVEL[severity],
  message: { text: sarifText(file === null ? message : `${file} ${message}`) },
})
