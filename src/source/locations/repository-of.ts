import { existsSync } from 'node:fs'
import { isAbsolute, join, relative, sep } from 'node:path'
import { foldersUpFrom } from '../schema/folders-up.ts'

/** The folder of the repository that a folder is in, else of its package, else the folder itself. */
export function repositoryOf(folder: string): string {
  for (const mark of ['.git', 'package.json'])
    for (const parent of foldersUpFrom(folder)) if (existsSync(join(parent, mark))) return parent
  return folder
}

/** Whether a file is the repository's own: inside it, and not in a package that is installed there. */
export function isOwnFile(repository: string, path: string): boolean {
  const inside = relative(repository, path)
  return !isAbsolute(inside) && !inside.split(sep).some((part) => part === '..' || part === 'node_modules')
}
