import type { Location as SarifLocation, Result as SarifResult, Suppression } from 'sarif'
import type { Accepted, AuditedObject, Finding, Location } from '../finding.ts'
import { inUri } from './escape.ts'
import { fingerprintHash } from './fingerprint-hash.ts'
import { printable } from './printable.ts'
import { placeOfFinding, type Repository } from './repository.ts'
import { SARIF_LEVEL } from './sarif-rule.ts'
import { sarifText } from './sarif-text.ts'

interface SarifContext {
  /** Where each rule stands in the list of rules. */
  readonly places: ReadonlyMap<string, number>
  readonly repository: Repository
  /** Whether there was a comparison (`--against`). */
  readonly compared: boolean
  /** Whether any finding of the run is accepted. */
  readonly suppressed: boolean
}

export function sarifResult(finding: Finding, { places, repository, compared, suppressed }: SarifContext): SarifResult {
  const { rule, severity, message, remedy, fingerprint, verdict, confidence, plan, subject, accepted, change } = finding
  const ruleIndex = places.get(rule)
  const hash = fingerprintHash(fingerprint)
  return {
    ruleId: rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: SARIF_LEVEL[severity],
    message: { text: sarifText(remedy === '' ? message : `${message} Fix: ${remedy}`) },
    locations: [locationOf(finding, repository)],
    // Of these GitHub reads the first only, and without it makes its own of the line: two findings on one line would become one.
    partialFingerprints: { primaryLocationLineHash: `${hash}:1`, 'pteDbAudit/v1': hash },
    ...(suppressed ? { suppressions: accepted ? [suppressionOf(accepted)] : [] } : {}),
    ...(compared ? { baselineState: change === 'unchanged' ? 'unchanged' : 'new' } : {}),
    properties: { verdict, confidence, plan, subject: printable(subject) },
  }
}

/** The file and line, and the name in the database. GitHub refuses a whole file for one result without a file. */
function locationOf(finding: Finding, repository: Repository): SarifLocation {
  const place = placeOfFinding(finding, repository)
  const logicalLocations = [logicalLocation(finding.object)]
  if (place) return { physicalLocation: { ...artifact(place.file), region: regionOf(place) }, logicalLocations }
  return {
    physicalLocation: artifact(repository.fallback),
    logicalLocations,
    message: { text: 'This is about the database: no file of the repository is known to say it.' },
  }
}

const artifact = (file: string) => ({ artifactLocation: { uri: inUri(file), uriBaseId: '%SRCROOT%' } })

const regionOf = ({ line }: Location) => ({ startLine: line })

function logicalLocation({ schema, relation, kind, name }: AuditedObject) {
  const parts = [schema, relation, name ?? ''].filter((part) => part !== '').map(printable)
  return { fullyQualifiedName: parts.join('.') || 'the database', name: parts.at(-1) ?? 'the database', kind }
}

function suppressionOf(accepted: Accepted): Suppression {
  const until = accepted.by === 'suppression' && accepted.expires !== null ? ` (until ${accepted.expires})` : ''
  return {
    kind: 'external',
    status: 'accepted',
    justification: `${sarifText(accepted.reason ?? 'It is in the baseline.')}${until}`,
  }
}
