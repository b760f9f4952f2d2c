import { type Finding, fingerprintOf, type Result } from '../finding.ts'
import { groupBy } from './counts.ts'
import { inXml } from './escape.ts'
import type { Report } from './report.ts'
import { placeOfFinding, type Repository } from './repository.ts'

/** One test: the elements inside it, none for one that passed. */
interface Case {
  readonly suite: string
  readonly name: string
  readonly outcome: 'passed' | 'failed' | 'skipped'
  readonly inside: readonly string[]
}

/**
 * The report as JUnit XML, the form that Jenkins, GitLab and reporters of test results read: a suite for each rule, a test for each object it
 * was held against. What was accepted, does not apply or could not be measured is skipped, with its reason.
 */
export function renderJunit(report: Report, repository: Repository): string {
  const findings = new Map(report.findings.map((finding) => [finding.fingerprint, finding]))
  const sections = report.skips.filter(({ rule }) => rule === null)
  const cases = [
    ...sections.map(({ subject, reason }) => skipped('not-collected', subject ?? 'a section', `Not measured: ${reason}`)),
    ...report.results.map((result) => caseOf(result, findings, repository)),
  ]
  const suites = [...groupBy(cases, ({ suite }) => suite)].map(([name, members]) => suiteLines(name, distinct(members)))
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${inXml(report.tool.name)}" tests="${cases.length}" failures="${numberOf(cases, 'failed')}" errors="0">`,
    ...suites.flat(),
    '</testsuites>',
    '',
  ].join('\n')
}

const numberOf = (cases: readonly Case[], outcome: Case['outcome']): number =>
  cases.filter((each) => each.outcome === outcome).length

function suiteLines(name: string, cases: readonly Case[]): string[] {
  const counts = `tests="${cases.length}" failures="${numberOf(cases, 'failed')}" errors="0" skipped="${numberOf(cases, 'skipped')}"`
  return [`  <testsuite name="${inXml(name)}" ${counts}>`, ...cases.flatMap(caseLines), '  </testsuite>']
}

function caseLines({ suite, name, inside }: Case): string[] {
  const start = `    <testcase name="${inXml(name)}" classname="${inXml(`pte-db-audit.${suite}`)}"`
  return inside.length === 0 ? [`${start}/>`] : [`${start}>`, ...inside.map((element) => `      ${element}`), '    </testcase>']
}

/** GitLab takes two tests of one name for the same one. */
function distinct(cases: readonly Case[]): Case[] {
  const times = new Map<string, number>()
  return cases.map((each) => {
    const before = times.get(each.name) ?? 0
    times.set(each.name, before + 1)
    return before === 0 ? each : { ...each, name: `${each.name} (${before + 1})` }
  })
}

function caseOf(result: Result, findings: ReadonlyMap<string, Finding>, repository: Repository): Case {
  const { rule, object, subject, status, reason = 'no reason was given' } = result
  const place = [object.schema, object.relation].filter((part) => part !== '').join('.')
  const name = place === '' ? subject : `${place} ${subject}`
  if (status === 'pass') return { suite: rule, name, outcome: 'passed', inside: [] }
  if (status === 'skipped') return skipped(rule, name, `Not measured: ${reason}`)
  if (status === 'not-applicable') return skipped(rule, name, `Not applicable: ${reason}`)
  const finding = findings.get(fingerprintOf(rule, object, subject))
  const pardon = finding && pardonOf(finding)
  if (pardon) return skipped(rule, name, `${pardon} ${finding.message}`)
  return { suite: rule, name, outcome: 'failed', inside: [failure(result, finding, repository)] }
}

/** Why a finding does not count. */
function pardonOf({ accepted, change }: Finding): string | null {
  if (accepted?.by === 'suppression')
    return `Suppressed${accepted.expires === null ? '' : ` until ${accepted.expires}`}: ${accepted.reason}.`
  if (accepted) return `Accepted by the baseline${accepted.reason === null ? '.' : `: ${accepted.reason}.`}`
  return change === 'unchanged' ? 'It was there before.' : null
}

// Of `skipped` the older schemas know a text and no attribute, and every reader shows the text.
const skipped = (suite: string, name: string, why: string): Case => ({
  suite,
  name,
  outcome: 'skipped',
  inside: [`<skipped>${inXml(why)}</skipped>`],
})

/** The message as attribute and at the head of the text: GitLab shows only the text, Jenkins both. */
function failure({ rule, verdict = 'missing' }: Result, finding: Finding | undefined, repository: Repository): string {
  const { severity = 'error', message = `${rule} does not hold: ${verdict}`, remedy = '', why = '' } = finding ?? {}
  const place = finding && placeOfFinding(finding, repository)
  const lines = [
    `Verdict: ${verdict}. ${message}`,
    ...(remedy === '' ? [] : [`Fix: ${remedy}`]),
    ...(place ? [`At: ${place.file}:${place.line}`] : []),
    ...(why === '' ? [] : [`Why: ${why.replaceAll('\n', ' ')}`]),
    `More: pte-db-audit explain ${rule}`,
  ]
  return `<failure type="${severity}" message="${inXml(message)}">${lines.map(inXml).join('\n')}</failure>`
}
