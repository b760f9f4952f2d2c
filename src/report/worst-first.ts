import type { Finding, Severity } from '../finding.ts'

export const SEVERITIES: readonly Severity[] = ['error', 'warn', 'info']

/** Orders findings: the gravest first, then by fingerprint. */
export const worstFirst = (a: Finding, b: Finding): number =>
  SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
  (a.fingerprint < b.fingerprint ? -1 : Number(a.fingerprint > b.fingerprint))
