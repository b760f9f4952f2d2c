import { type Finding, type Severity } from '../finding.ts'
import { fingerprintHash } from './fingerprint-hash.ts'
import { jsonText } from './json-text.ts'
import { printable } from './printable.ts'
import type { Report } from './report.ts'
import { placeOfFinding, type Repository } from './repository.ts'

const SEVERITY: Readonly<Record<Severity, string>> = { error: 'critical', warn: 'major', info: 'info' }

/**
 * The report that GitLab reads as code quality: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 * Accepted findings are left out, as the format has no word for them; unchanged ones are not, as GitLab compares with the target branch
 * itself, by fingerprint. It knows a finding only with a file and a line.
 */
export function renderGitlab({ findings }: Report, repository: Repository): string {
  const issues = findings.filter(({ accepted }) => accepted === undefined).map((finding) => issueOf(finding, repository))
  return jsonText(issues)
}

function issueOf(finding: Finding, repository: Repository) {
  const { message, rule, fingerprint, severity } = finding
  const { file, line } = placeOfFinding(finding, repository) ?? { file: repository.fallback, line: 1 }
  return {
    description: printable(message),
    check_name: rule,
    fingerprint: fingerprintHash(fingerprint),
    severity: SEVERITY[severity],
    location: { path: file, lines: { begin: line } },
  }
}
