import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { PackageManager } from '../init/project.ts'
import { ciSystems, type CiSystem } from './repository/ci-systems.ts'
import { gitFolder } from './repository/git-folder.ts'
import { migrationsOf } from './repository/migrations-of.ts'
import { dependsOn, packageManager } from './repository/package-manager.ts'
import { foldersUpFrom } from './schema/folders-up.ts'

/** What a repository says about itself, without running any of it. Paths have forward slashes; `''` is the folder itself. */
export interface Repository {
  /** Absolute; the project's own folder when there is no repository around it. */
  readonly root: string
  /** From the root to the project. */
  readonly folder: string
  /** From the project; null when none were found. */
  readonly migrations: string | null
  readonly install: { readonly manager: PackageManager; readonly folder: string } | null
  /** pte-db-audit is in the project's package.json. */
  readonly dependency: boolean
  /** From the project: where pte-db-audit is installed, or would be. */
  readonly modules: string
  readonly nodeVersionFile: string | null
  readonly ci: readonly CiSystem[]
  readonly defaultBranch: string
}

const NAME = 'pte-db-audit'

/** Looks at the project in `folder` and at the repository around it. */
export async function readRepository(folder: string): Promise<Repository> {
  const git = gitFolder(folder)
  const root = git?.root ?? folder
  const fromRoot = (path: string): string => slashed(relative(root, path))
  const installer = packageManager(folder, root)
  const modules = foldersUpTo(root, folder).find((parent) => existsSync(join(parent, 'node_modules', NAME))) ?? folder
  const versioned = [folder, root]
    .flatMap((parent) => ['.nvmrc', '.node-version'].map((name) => join(parent, name)))
    .find((path) => existsSync(path))
  return {
    root,
    folder: fromRoot(folder),
    migrations: await migrationsOf(folder),
    install: installer && { manager: installer.manager, folder: fromRoot(installer.folder) },
    dependency: dependsOn(folder, NAME) || dependsOn(installer?.folder ?? folder, NAME),
    modules: slashed(relative(folder, modules)),
    nodeVersionFile: versioned === undefined ? null : fromRoot(versioned),
    ci: ciSystems(root, git),
    defaultBranch: git?.defaultBranch ?? 'main',
  }
}

function foldersUpTo(root: string, folder: string): string[] {
  const folders = [...foldersUpFrom(folder)]
  return folders.slice(0, folders.indexOf(root) + 1)
}

const slashed = (path: string): string => path.replaceAll('\\', '/')
