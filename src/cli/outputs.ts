import { access, constants, stat, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { AuditError, messageOf } from '../errors.ts'
import type { Format } from './check-options.ts'
import type { Io } from './io.ts'

/** One report to write: its format and its file, null for stdout. */
export interface ReportOutput {
  readonly format: Format
  readonly file: string | null
}

/** Pairs the nth --output with the nth --format; `-` is stdout. Throws AuditError('usage') for what cannot be paired. */
export function outputsOf(formats: readonly Format[], files: readonly string[]): ReportOutput[] {
  const all = formats.length ? formats : (['table'] as const)
  if (files.length > all.length)
    throw new AuditError(
      'usage',
      `There are ${files.length} --output and ${all.length} reports to write. Give each --output its --format.`,
    )
  const outputs = all.map((format, at) => ({ format, file: files[at] === undefined || files[at] === '-' ? null : files[at] }))
  const onStdout = outputs.filter(({ file }) => file === null).map(({ format }) => format)
  if (onStdout.length > 1)
    throw new AuditError('usage', `The reports ${onStdout.join(' and ')} would share stdout. Give all but one an --output file.`)
  const twice = outputs.find(
    ({ file }, at) => file !== null && outputs.some((other, before) => before < at && other.file === file),
  )
  if (twice) throw new AuditError('usage', `Two reports would go to ${twice.file}. Give each --output a file of its own.`)
  return outputs
}

const isDirectory = (name: string): Promise<boolean> =>
  stat(name).then(
    (stats) => stats.isDirectory(),
    () => false,
  )

/** Refuses a file that could not be written before minutes are spent on what would go into it. */
export async function mustBeWritable(option: string, file: string, cwd: string): Promise<void> {
  const path = resolve(cwd, file)
  if (await isDirectory(path)) throw new AuditError('usage', `${option} ${file} is a directory. Name a file in it.`)
  if (!(await isDirectory(dirname(path))))
    throw new AuditError('usage', `${option} ${file}: its directory does not exist. Create it, or name another file.`)
  const existing = await access(path, constants.W_OK).then(
    () => null,
    (error: NodeJS.ErrnoException) => error.code,
  )
  if (existing !== null && existing !== 'ENOENT')
    throw new AuditError('usage', `${option} ${file} cannot be written (${existing}). Name another file.`)
}

/** Refuses two options that would write one file: the later would silently replace the earlier. */
export function mustBeApart(outputs: readonly ReportOutput[], saveSnapshot: string | undefined, cwd: string): void {
  if (saveSnapshot === undefined) return
  const path = resolve(cwd, saveSnapshot)
  if (outputs.some(({ file }) => file !== null && resolve(cwd, file) === path))
    throw new AuditError('usage', `The report and the snapshot would both go to ${saveSnapshot}. Give each a file of its own.`)
}

export async function writeReport({ file }: ReportOutput, text: string, { cwd, stdout }: Io): Promise<void> {
  if (file === null) return stdout.write(text)
  try {
    await writeFile(resolve(cwd, file), text)
  } catch (error) {
    throw new AuditError(
      'usage',
      `The report cannot be written to ${file}: ${messageOf(error)}. Name another file with --output.`,
    )
  }
}
