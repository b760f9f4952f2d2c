import { mkdirSync, type Stats, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { AuditError, messageOf } from '../errors.ts'
import type { RenderedFile } from '../fix/render/render-files.ts'
import { FILES, type FileStyle } from '../fix/render/styles.ts'
import { replaceFiles } from '../source/replace-files.ts'
import type { DrizzleFixTarget } from './fix-drizzle.ts'
import type { FixCommandOptions } from './fix-options.ts'
import type { Io } from './io.ts'

/** Where the files of a fix go, as the user named it, and what they are called. */
export interface FixTarget {
  readonly style: FileStyle
  readonly name: string
  readonly folder: string
}

/** Looks at it before minutes are spent. Throws AuditError (usage) for a folder that is none, and files that would be lost. */
export async function fixTargetOf(options: FixCommandOptions, io: Io): Promise<FixTarget | DrizzleFixTarget> {
  const { style = 'sql', name = DEFAULT_NAME, out } = options
  if (style === 'drizzle') {
    const { drizzleFixTarget } = await import('./fix-drizzle.ts')
    return drizzleFixTarget(name, out ?? options.migrations, io)
  }
  const target = { style, name, folder: out ?? '.' }
  mustBeFree(target, options.force === true, io.cwd)
  return target
}

const DEFAULT_NAME = 'pte-db-audit-fix'

function mustBeFree({ style, name, folder }: FixTarget, force: boolean, cwd: string): void {
  const path = resolve(cwd, folder)
  const stats = statsOf(path)
  if (stats && !stats.isDirectory()) throw new AuditError('usage', `--out ${folder} is a file. Name a folder.`)
  if (force || !stats) return
  const taken = FILES[style](name).filter((file) => statsOf(join(path, file)))
  if (taken.length > 0)
    throw new AuditError(
      'usage',
      `${taken.join(' and ')} ${taken.length === 1 ? 'is' : 'are'} there already in ${folder}. Take another --name or --out, or replace with --force.`,
    )
}

/** Null for what is not there, or cannot be looked at: writing to it says why. */
function statsOf(path: string): Stats | null {
  try {
    return statSync(path)
  } catch {
    return null
  }
}

/** Writes all of the files or none, and makes the folder where there is none. Gives their paths as the user would type them. */
export function writeFiles(files: readonly RenderedFile[], folder: string, cwd: string): string[] {
  const path = resolve(cwd, folder)
  try {
    mkdirSync(path, { recursive: true })
    replaceFiles(files.map(({ name, content }) => ({ path: join(path, name), content })))
  } catch (thrown) {
    const why = (thrown as NodeJS.ErrnoException).code ?? messageOf(thrown)
    throw new AuditError('usage', `The files cannot be written to ${folder} (${why}). Name another folder with --out.`, {
      cause: thrown,
    })
  }
  return files.map(({ name }) => join(folder, name))
}
