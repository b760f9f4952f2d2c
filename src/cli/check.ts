import { ExitCode } from '../exit-code.ts'
import type { CheckOptions } from './check-options.ts'
import type { Io } from './io.ts'
import { startOpening } from './open-source.ts'
import { originOf } from './origin.ts'
import { mustBeApart, mustBeWritable, outputsOf, writeReport } from './outputs.ts'
import { progressOn } from './progress.ts'
import { render } from './render.ts'

/** Audits one source against the rules, writes the reports, and gives the exit code. */
export async function check(url: string | undefined, options: CheckOptions, io: Io): Promise<ExitCode> {
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
    const { report, outcome } = await audit({ origin, options, io, progress, opening })
    progress.clear()
    for (const output of outputs) await writeReport(output, render(output, report, outcome, options, io), io)
    if (outcome.code === ExitCode.failed) io.stderr.write(`error: ${outcome.sentence}\n`)
    return outcome.code
  } catch (error) {
    progress.clear()
    void opening?.then(({ connection }) => connection.close()).catch(() => undefined)
    throw error
  }
}
