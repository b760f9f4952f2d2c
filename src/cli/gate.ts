import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { AuditError } from '../errors.ts'
import { globMatcher } from '../glob.ts'
import { acceptedBy, type Baseline, fingerprintIn } from '../gate/baseline.ts'
import type { LookedAt } from '../gate/looked-at.ts'
import { type StaleEntry, staleIn } from '../gate/stale.ts'
import { suppress, type Suppression } from '../gate/suppress.ts'
import { updatedBaseline } from '../gate/updated-baseline.ts'
import type { Finding, Result } from '../finding.ts'
import { count } from '../report/counts.ts'
import { printable } from '../report/printable.ts'
import type { Report } from '../report/report.ts'
import type { Config } from '../rules/config.ts'
import { version } from '../version.ts'
import type { CheckOptions } from './check-options.ts'
import type { Io } from './io.ts'
import type { Read } from './read-source.ts'

const BASELINE_FILE = 'pte-db-audit.baseline.yaml'

/** Where the baseline of a run is. */
export interface BaselinePlace {
  readonly path: string
  /** For people. */
  readonly file: string
}

/**
 * The baseline of a run: `--baseline`, else that of the config, else the file of the usual name where there is one; null for none. One that
 * was named must be there, unless this run is to write it.
 */
export function baselinePlace(
  { baseline, updateBaseline }: Pick<CheckOptions, 'baseline' | 'updateBaseline'>,
  config: Config | null,
  { cwd }: Io,
): BaselinePlace | null {
  if (baseline === false) {
    if (updateBaseline)
      throw new AuditError('usage', '--no-baseline and --update-baseline contradict each other. Leave one of them out.')
    return null
  }
  const file = baseline ?? config?.text.baseline
  if (file === undefined) {
    const path = resolve(cwd, BASELINE_FILE)
    return updateBaseline || existsSync(path) ? { path, file: BASELINE_FILE } : null
  }
  const path = baseline === undefined && config ? resolve(config.folder, file) : resolve(cwd, file)
  if (!updateBaseline && !existsSync(path))
    throw new AuditError('usage', `The baseline ${file} does not exist. Write it with --update-baseline, or name another.`)
  return { path, file }
}

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
  skipped: byRule(results.filter(({ status }) => status === 'skipped')),
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

function byRule(results: readonly Result[]): LookedAt['skipped'] {
  const groups = new Map<string, Result[]>()
  for (const result of results) {
    const known = groups.get(result.rule)
    if (known) known.push(result)
    else groups.set(result.rule, [result])
  }
  return groups
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

export const readBaselineAt = async ({ path, file }: BaselinePlace): Promise<Baseline> =>
  (await import('../source/baseline-file.ts')).readBaseline(path, file)

/** Writes the baseline that accepts all of it, and says on stderr what is new in it and what went. */
export async function writeUpdate(
  { path, file }: BaselinePlace,
  old: Baseline | null,
  { findings, stale }: Gated,
  { reason }: Pick<CheckOptions, 'reason'>,
  io: Io,
): Promise<Baseline> {
  const { writeBaseline } = await import('../source/baseline-file.ts')
  const { entries, added, removed } = updatedBaseline(old, findings, stale, reason ?? `was there on ${today(io)}`)
  const baseline = { file, tool: version(), entries }
  await writeBaseline(path, baseline)
  const lines = [
    ...removed.map((entry) => `- ${fingerprintIn(entry)}`),
    ...added.map((entry) => `+ ${fingerprintIn(entry)}`),
    `${file}: ${count(entries.length, 'finding')} accepted, ${added.length} added, ${removed.length} removed`,
  ]
  io.stderr.write(lines.map((line) => `${printable(line)}\n`).join(''))
  return baseline
}
