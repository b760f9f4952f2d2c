import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { AuditError, messageOf } from '../errors.ts'

/** Files as a commit has them, in a folder of their own until `remove` is called. */
export interface GitTree {
  /** Where a path of the working tree is in it; null when the commit does not have it. */
  readonly at: (path: string) => string | null
  readonly remove: () => void
}

interface Options {
  readonly cwd: string
  readonly signal: AbortSignal
}

/** Whether this is a commit of the repository around the working directory. Rejects where git cannot be run, or there is no repository. */
export async function isCommit(ref: string, options: Options): Promise<boolean> {
  await topOf(options)
  return (await git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`], options).catch(() => '')) !== ''
}

/**
 * Writes what a commit has of these files or folders to a temporary folder, or all of it with `whole`, where modules are then found as in the
 * working tree. Neither the working tree nor its index is touched. Rejects with AuditError('source').
 */
export async function gitTree(
  ref: string,
  paths: readonly string[],
  { whole, ...options }: Options & { readonly whole: boolean },
): Promise<GitTree> {
  const top = await topOf(options)
  const folder = mkdtempSync(join(tmpdir(), 'pte-db-audit-base-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  const placed = (path: string): string => relative(top, resolve(options.cwd, path))
  try {
    const beside = { ...options, cwd: top, env: { GIT_INDEX_FILE: join(folder, 'index') } }
    await git(['read-tree', '--end-of-options', `${ref}^{commit}`], beside)
    const wanted = whole ? [] : ['--', ...paths.map((path) => placed(path) || '.')]
    const files = await git(['--literal-pathspecs', 'ls-files', '-z', ...wanted], beside)
    if (files !== '') await git(['checkout-index', '-q', '-z', '--stdin', `--prefix=${join(folder, 'tree')}/`], beside, files)
    if (whole) for (const path of [top, options.cwd]) linkModules(path, join(folder, 'tree', relative(top, path)))
    return {
      at: (path) => {
        const place = join(folder, 'tree', placed(path))
        return existsSync(place) ? place : null
      },
      remove,
    }
  } catch (thrown) {
    remove()
    if (options.signal.aborted) throw new AuditError('interrupted', 'Interrupted.')
    throw new AuditError('source', `The files of ${ref} cannot be read from git: ${messageOf(thrown)}.`, { cause: thrown })
  }
}

/** drizzle-kit and what a schema imports are installed, not committed. */
function linkModules(from: string, to: string): void {
  const [modules, place] = [join(from, 'node_modules'), join(to, 'node_modules')]
  if (existsSync(modules) && existsSync(to) && !existsSync(place)) symlinkSync(modules, place, 'junction')
}

async function topOf(options: Options): Promise<string> {
  try {
    return resolve((await git(['rev-parse', '--show-toplevel'], options)).trim())
  } catch (thrown) {
    const missing = (thrown as NodeJS.ErrnoException).code === 'ENOENT'
    throw new AuditError(
      'usage',
      missing
        ? 'git is not installed, so --against cannot read a commit. Install it, or name a saved snapshot.'
        : `--against names a commit, and there is no git repository around ${dirname(join(options.cwd, 'x'))}. Run it in one, or name a saved snapshot.`,
    )
  }
}

function git(
  args: readonly string[],
  { cwd, signal, env = {} }: Options & { readonly env?: Readonly<Record<string, string>> },
  input = '',
): Promise<string> {
  return new Promise((done, fail) => {
    const child = execFile(
      'git',
      args,
      { cwd, signal, env: { ...process.env, ...env }, maxBuffer: 256 * 1024 * 1024 },
      (error, stdout, stderr) => (error ? fail(errorOf(error, stderr)) : done(stdout)),
    )
    child.stdin?.on('error', () => undefined).end(input)
  })
}

/** git's own first line says more than node's "Command failed". */
const errorOf = (error: Error, stderr: string): Error =>
  stderr.trim() === '' ? error : new Error(stderr.trim().split('\n')[0], { cause: error })
