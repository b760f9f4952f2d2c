import { counts, type Finding } from '../finding.ts'
import { grouped } from './counts.ts'
import type { AcceptedEntry, IdleSuppression, Report } from './report.ts'

/** `with main: 2 introduced, 12 unchanged, 1 fixed`; null where nothing was compared. */
export function comparedText({ against, findings, summary }: Report): string | null {
  if (against === null) return null
  const introduced = findings.filter((finding) => counts(finding) && finding.change === 'introduced').length
  const numbers = [`${grouped(introduced)} introduced`, `${grouped(summary.accepted.unchanged)} unchanged`]
  return `with ${against.base}: ${[...numbers, `${grouped(against.fixed.length)} fixed`].join(', ')}`
}

/** `3 by the baseline, 1 by a suppression`; null for none. */
export function acceptedText({ summary: { accepted } }: Report): string | null {
  const parts = [
    ...(accepted.baseline > 0 ? [`${grouped(accepted.baseline)} by the baseline`] : []),
    ...(accepted.suppression > 0 ? [`${grouped(accepted.suppression)} by a suppression`] : []),
  ]
  return parts.length > 0 ? parts.join(', ') : null
}

/** A finding as one line that names it: `speaking_attempts (user_id, created_at desc) [attempts-user-history]`. */
export function nameOf({ rule, object: { schema, relation }, subject }: Finding): string {
  const place = schema === 'public' || relation === '' ? relation : `${schema}.${relation}`
  return `${place === '' ? subject : `${place} ${subject}`} [${rule}]`
}

/** What the baseline accepts and is not there any more: an entry that nobody needs may hide the next finding of its name. */
export const staleText = ({ fingerprint, reason }: AcceptedEntry): string =>
  reason === null ? fingerprint : `${fingerprint} (${reason})`

export function idleText({ label, line, state, expires }: IdleSuppression): string {
  const why =
    state === 'unused'
      ? 'suppresses nothing that was found'
      : `has expired${expires === null ? '' : `: it held until ${expires}`}`
  return `${label} (line ${line}) ${why}`
}
