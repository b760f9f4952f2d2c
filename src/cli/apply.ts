import { resolve } from 'node:path'
import { applyPlan, type Applied } from '../apply/apply.ts'
import { AuditError } from '../errors.ts'
import { ExitCode } from '../exit-code.ts'
import { count } from '../report/counts.ts'
import { connect, describeTarget } from '../source/server.ts'
import { loadParser } from '../sql/parse.ts'
import { readPlan } from '../source/plan-file.ts'
import type { ApplyCommandOptions } from './apply-options.ts'
import { overview } from './apply-overview.ts'
import { applyReporter } from './apply-report.ts'
import type { Io } from './io.ts'

/** ms for which a server that went away in the middle is waited for. */
const PATIENCE = 60_000

/** Runs a written plan on a server, or undoes it. */
export async function apply(file: string, url: string | undefined, options: ApplyCommandOptions, io: Io): Promise<ExitCode> {
  const plan = await readPlan(resolve(io.cwd, file))
  const rollback = options.rollback === true
  await loadParser()
  io.stdout.write(overview(plan, describeTarget(url, io.env), rollback))
  if (plan.steps.length === 0) return ExitCode.clean
  if (options.yes !== true && !(await agreed(rollback, io))) {
    io.stdout.write('Nothing was run.\n')
    return ExitCode.failed
  }
  const report = applyReporter(io, options.quiet === true)
  try {
    const applied = await applyPlan(plan, {
      open: () => connect(url, io.env, { signal: io.signal }),
      rollback,
      abortIf: options.abortIf ?? null,
      lockTimeout: options.lockTimeout ?? 2000,
      tries: options.tries ?? 10,
      patience: PATIENCE,
      signal: io.signal,
      report,
    })
    report.clear()
    io.stdout.write(`${summary(applied, rollback)}\n`)
    return applied.outcome === 'done' ? ExitCode.clean : ExitCode.findings
  } catch (thrown) {
    report.clear()
    throw thrown
  }
}

async function agreed(rollback: boolean, { ask }: Io): Promise<boolean> {
  if (!ask)
    throw new AuditError('usage', 'There is no terminal to ask whether these statements may run. Read them, then pass --yes.')
  const answer = await ask(rollback ? 'Undo these steps? [y/N] ' : 'Run these statements? [y/N] ')
  return ['y', 'yes'].includes(answer.trim().toLowerCase())
}

function summary({ outcome, made, found, undone }: Applied, rollback: boolean): string {
  if (rollback) return `Undone: ${count(undone, 'step')}.`
  const there = found === 0 ? '' : `, ${found} there already`
  return outcome === 'done'
    ? `Done: ${count(made, 'step')} run${there}. Run check again to see what holds now.`
    : `Stopped by --abort-if after ${count(made, 'step')}${there}. Run it again to go on, or with --rollback to undo.`
}
