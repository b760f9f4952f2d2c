import { ExitCode } from '../exit-code.ts'
import type { CheckOptions } from './check-options.ts'
import type { Io } from './io.ts'
import { addJobSummary } from './job-summary.ts'
import { startOpening } from './open-source.ts'
import { originOf } from './origin.ts'
import { mustBeApart, mustBeWritable, outputsOf, writeReport } from './outputs.ts'
import { progressOn } from './progress.ts'
import { markdownFor, render } from './render.ts'
import { repositoryOf } from './repository-of.ts'

/** Audits one source against the rules, writes the reports, and gives the exit code. */
export async function check(url: string | undefined, options: CheckOptions, io: Io): Promise<ExitCode> {
  const { targets } = options
  if (targets !== undefined) return (await import('./check-targets.ts')).checkTargets(targets, url, options, io)
  const origin = originOf(url, options)
  const outputs = outputsOf(options.format ?? [], options.output ?? [])
  for (const { file } of outputs) if (file !== null) await mustBeWritable('--output', file, io.cwd)
  if (options.saveSnapshot !== undefined) await mustBeWritable('--save-snapshot', options.saveSnapshot, io.cwd)
  mustBeApart(outputs, options.saveSnapshot, io.cwd)
  const progress = progressOn(io, options.quiet === true)
  const opening = startOpening(origin, options, io, progress)
  try {
    // While the server answers, the modules are loaded.
    const { audit } = await import('./audit.ts')
    const audited = await audit({ origin, options, io, progress, opening })
    const { ending } = audited
    progress.clear()
    io.letGo?.()
    const rendering = { ...audited, repository: repositoryOf(origin, options.config, io), options, io }
    for (const output of outputs) await writeReport(output, await render(output, rendering), io)
    if (options.format?.includes('github')) await addJobSummary((limit) => markdownFor(rendering, limit), io)
    if (ending.code === ExitCode.failed) io.stderr.write(`error: ${ending.sentence}\n`)
    return ending.code
  } catch (error) {
    progress.clear()
    void opening?.then(({ connection }) => connection.close()).catch(() => undefined)
    throw error
  }
}
