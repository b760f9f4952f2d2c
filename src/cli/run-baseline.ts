import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { AuditError } from '../errors.ts'
import { type Baseline, BASELINE_FILE, fingerprintIn } from '../gate/baseline.ts'
import { updatedBaseline } from '../gate/updated-baseline.ts'
import { count } from '../report/counts.ts'
import { printable } from '../report/printable.ts'
import type { Config } from '../rules/config.ts'
import { version } from '../version.ts'
import type { CheckOptions } from './check-options.ts'
import { type Gated, today } from './gate.ts'
import type { Io } from './io.ts'

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
