import { counts, type Finding } from '../finding.ts'
import { count, grouped } from './counts.ts'
import type { AcceptedEntry, IdleSuppression, Report } from './report.ts'

/** `with main: 2 introduced, 12 unchanged, 1 fixed`; null where nothing was compared. */
export function comparedText({ against, findings }: Report): string | null {
  if (against === null) return null
  const introduced = findings.filter((finding) => counts(finding) && finding.change === 'introduced').length
  // Accepted or not: what is told beside this is how many of them are.
  const unchanged = findings.filter(({ change }) => change === 'unchanged').length
  const numbers = [`${grouped(introduced)} introduced`, `${grouped(unchanged)} unchanged`]
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

/** Why a finding does not count, as a clause. */
export function pardonText({ accepted }: Finding): string {
  if (!accepted) return 'was there before'
  const because = accepted.reason === null ? '' : `: ${accepted.reason}`
  if (accepted.by === 'baseline') return `accepted by the baseline${because}`
  return `suppressed${accepted.expires === null ? '' : ` until ${accepted.expires}`}${because}`
}

/** What the baseline accepts and is not there any more: an entry that nobody needs may hide the next finding of its name. */
export const staleText = ({ fingerprint, reason, now }: AcceptedEntry): string =>
  `${fingerprint}${reason === null ? '' : ` (${reason})`}${now === null ? '' : `; it may be ${now} now`}`

export function idleText({ label, line, state, expires }: IdleSuppression): string {
  const why =
    state === 'unused'
      ? 'suppresses nothing that was found'
      : `has expired${expires === null ? '' : `: it held until ${expires}`}`
  return `${label} (line ${line}) ${why}`
}

/** What the baseline and the suppressions of the config have too much, in a sentence each. */
export function gateTexts({ baseline, suppressions }: Pick<Report, 'baseline' | 'suppressions'>): string[] {
  const stale = baseline?.stale.length ?? 0
  const idle = suppressions.length
  return [
    ...(baseline === null || stale === 0
      ? []
      : [
          `The baseline ${baseline.file} is stale: ${count(stale, 'finding')} that it accepts ${stale === 1 ? 'is' : 'are'} gone. The same command with --update-baseline prunes ${stale === 1 ? 'it' : 'them'}.`,
        ]),
    ...(idle === 0 ? [] : [`${count(idle, 'suppression')} of the config ${idle === 1 ? 'does' : 'do'} nothing any more.`]),
  ]
}
