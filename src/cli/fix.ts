import { join } from 'node:path'
import { AuditError } from '../errors.ts'
import { ExitCode } from '../exit-code.ts'
import { renderFiles } from '../fix/render/render-files.ts'
import type { DrizzleFixTarget } from './fix-drizzle.ts'
import { fixReport, type FixReportOptions } from './fix-report.ts'
import { fixTargetOf, type FixTarget, writeFiles } from './fix-files.ts'
import type { FixCommandOptions } from './fix-options.ts'
import { columnsOf, type Io, wantsColor } from './io.ts'
import type { MadeFix } from './make-fix.ts'
import { startOpening } from './open-source.ts'
import { originOf } from './origin.ts'
import { mustBeWritable } from './outputs.ts'
import { progressOn } from './progress.ts'
import { shellWord } from '../shell-word.ts'

/** Writes the migration for what does not hold, tried on a copy, and gives the exit code: 1 when it was tried and failed. */
export async function fix(url: string | undefined, options: FixCommandOptions, io: Io): Promise<ExitCode> {
  const origin = originOf(url, options)
  const target = await fixTargetOf(options, io)
  if (options.saveSnapshot !== undefined) await mustBeWritable('--save-snapshot', options.saveSnapshot, io.cwd)
  if (!options.verify && options.verifyOn !== undefined)
    throw new AuditError('usage', '--no-verify and --verify-on contradict each other. Give one of them.')
  const progress = progressOn(io, options.quiet === true)
  const opening = startOpening(origin, options, io, progress)
  try {
    // While the server answers, the modules are loaded.
    const { makeFix } = await import('./make-fix.ts')
    const made = await makeFix({ origin, options, io, progress, opening }, target.name)
    progress.clear()
    return await conclude(made, target, options, io)
  } catch (error) {
    progress.clear()
    void opening?.then(({ connection }) => connection.close()).catch(() => undefined)
    throw error
  }
}

async function conclude(
  made: MadeFix,
  target: FixTarget | DrizzleFixTarget,
  options: FixCommandOptions,
  io: Io,
): Promise<ExitCode> {
  const { plan, findings } = made
  if (plan.steps.length === 0 && plan.questions.length === 0) {
    io.stdout.write(`Nothing to fix: no finding of these rules on ${plan.source}.${aside(made)}\n`)
    return ExitCode.clean
  }
  const failed = options.verify && plan.steps.length > 0 && ['failed', 'not tried'].includes(plan.proof.outcome)
  const code = failed ? ExitCode.findings : ExitCode.clean
  const { files, schema, next } = await written(made, target, io)
  const closing =
    files.length === 0
      ? 'Exit 0: nothing is written, for there is no statement to run.'
      : failed
        ? 'Exit 1: the files are written, and marked NOT PROVEN.'
        : 'Exit 0: the files are written.'
  io.stdout.write(
    fixReport(plan, {
      columns: columnsOf(io),
      color: wantsColor(io, options.color),
      findings: findings.length,
      files,
      schema,
      next: failed ? ['find out what the proof above means before anybody runs this'] : next,
      closing: `${closing}${aside(made)}`,
    }),
  )
  return code
}

/** Unknown is not clean: what could not be looked at is not in the plan. */
function aside({ pending, suppressed, unmeasured }: MadeFix): string {
  const texts = [
    pending > 0 ? ` Left out: ${pending} that migrations of the folder close once they run.` : '',
    suppressed > 0 ? ` Left alone: ${suppressed} that the configuration suppresses.` : '',
    unmeasured > 0
      ? ` Not looked at: ${unmeasured} ${unmeasured === 1 ? 'rule' : 'rules'} that could not be measured; check says why.`
      : '',
  ]
  return texts.join('')
}

async function written(
  made: MadeFix,
  target: FixTarget | DrizzleFixTarget,
  io: Io,
): Promise<Pick<Required<FixReportOptions>, 'files' | 'schema' | 'next'>> {
  if (target.style === 'drizzle') {
    const { writeDrizzle } = await import('./fix-drizzle.ts')
    return writeDrizzle(made, target)
  }
  const files = writeFiles(renderFiles(target.style, made.plan), target.folder, io.cwd)
  return { files, schema: [], next: nextOf(target, made.plan.steps.length) }
}

function nextOf({ style, name, folder }: FixTarget, steps: number): string[] {
  if (steps === 0) return [`answer the questions in ${join(folder, style === 'sql' ? `${name}.up.sql` : `${name}.plan.json`)}`]
  if (style === 'plan') return [`pte-db-audit apply ${shellWord(join(folder, `${name}.plan.json`))}`]
  return [`psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f ${shellWord(join(folder, `${name}.up.sql`))}`]
}
