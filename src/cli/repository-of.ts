import { isAbsolute, relative, resolve, sep } from 'node:path'
import type { Repository } from '../report/repository.ts'
import type { Io } from './io.ts'
import type { Origin } from './origin.ts'

/** Where build servers say that the repository is checked out. */
const ROOTS = ['GITHUB_WORKSPACE', 'CI_PROJECT_DIR']

/** Where the run stands in the repository: at its root, unless the build server says otherwise. */
export function repositoryOf(origin: Origin, config: string | undefined, { cwd, env }: Pick<Io, 'cwd' | 'env'>): Repository {
  const root = ROOTS.map((name) => env[name]).find((folder) => folder !== undefined && within(folder, cwd)) ?? cwd
  const named = origin.kind === 'schema' ? origin.file : (config ?? DEFAULT)
  const fallback = resolve(cwd, named)
  return {
    prefix: slashed(relative(root, cwd)),
    fallback: slashed(relative(root, within(root, fallback) ? fallback : resolve(cwd, DEFAULT))),
  }
}

/** The schema is read first where there is one; else the config, for there a finding is weighed, mapped or accepted. */
const DEFAULT = 'pte-db-audit.yaml'

function within(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return !isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`)
}

const slashed = (path: string): string => path.replaceAll(sep, '/')
