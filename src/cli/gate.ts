import { globMatcher } from '../glob.ts'
import { acceptedBy, type Baseline, fingerprintIn } from '../gate/baseline.ts'
import type { LookedAt } from '../gate/looked-at.ts'
import { type StaleEntry, staleIn } from '../gate/stale.ts'
import { suppress, type Suppression } from '../gate/suppress.ts'
import type { Finding, Result } from '../finding.ts'
import { groupBy } from '../report/counts.ts'
import type { Report } from '../report/report.ts'
import type { Config } from '../rules/config.ts'
import type { CheckOptions } from './check-options.ts'
import type { Io } from './io.ts'
import type { Read } from './read-source.ts'

export interface Gated {
  readonly findings: readonly Finding[]
  readonly baseline: Report['baseline']
  readonly suppressions: Report['suppressions']
  readonly stale: readonly StaleEntry[]
}

/** What a run could have found. */
export const lookedAt = (
  results: readonly Result[],
  { loaded, rules }: Pick<Read, 'loaded' | 'rules'>,
  { schemas = [] }: Pick<CheckOptions, 'schemas'>,
): LookedAt => ({
  known: new Set(loaded.rules.map(({ id }) => id)),
  ran: new Set(rules.map(({ id }) => id)),
  narrowed: schemas.length > 0,
  isLeftOut: (schema) => schemas.length > 0 && !schemas.some((glob) => globMatcher(glob)(schema)),
  skipped: groupBy(
    results.filter(({ status }) => status === 'skipped'),
    ({ rule }) => rule,
  ),
})

/** Marks what the config suppresses and then what the baseline accepts, and says which of both do nothing any more. */
export function gated(
  findings: readonly Finding[],
  baseline: Baseline | null,
  config: Config | null,
  seen: LookedAt,
  io: Io,
): Gated {
  const suppressed = suppress(findings, suppressionsOf(config), today(io), seen)
  if (!baseline) return { findings: suppressed.findings, baseline: null, suppressions: suppressed.idle, stale: [] }
  const accepted = acceptedBy(suppressed.findings, baseline)
  const stale = staleIn(baseline, accepted, seen)
  return {
    findings: accepted,
    baseline: {
      file: baseline.file,
      tool: baseline.tool,
      stale: stale.map(({ entry, now: found }) => ({
        fingerprint: fingerprintIn(entry),
        reason: entry.reason,
        now: found?.fingerprint ?? null,
      })),
    },
    suppressions: suppressed.idle,
    stale,
  }
}

export const suppressionsOf = (config: Config | null): readonly Suppression[] =>
  (config?.text.suppressions ?? []).map(({ rule, tables, columns, reason, expires }, at) => ({
    rule: rule ?? null,
    tables: tables ?? [],
    columns: columns ?? [],
    reason: reason.trim(),
    expires: expires ?? null,
    line: config?.yaml.at(['suppressions', at]).line ?? 1,
  }))

/** The day of the run, in UTC, as suppressions have it. */
export const today = ({ now }: Io): string => now().toISOString().slice(0, 10)
