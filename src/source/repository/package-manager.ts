import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PackageManager } from '../../init/project.ts'
import { foldersUpFrom } from '../schema/folders-up.ts'

export interface Installer {
  readonly manager: PackageManager
  /** Where its lock file is. */
  readonly folder: string
}

const LOCK_FILES: readonly (readonly [file: string, manager: 'npm' | 'pnpm' | 'yarn' | 'bun'])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
]

/** Who installs the packages of a folder: by the lock file nearest to it, no higher than `root`; null without one. */
export function packageManager(folder: string, root: string): Installer | null {
  for (const parent of foldersUpFrom(folder)) {
    const named = packageJson(parent)['packageManager']
    const locks = LOCK_FILES.filter(([file]) => existsSync(join(parent, file)))
    // Of several lock files, the one of the manager that package.json names is kept up.
    const [, manager] = locks.find(([, name]) => typeof named === 'string' && named.startsWith(`${name}@`)) ?? locks[0] ?? []
    if (manager === 'yarn') return { manager: isYarn1(parent, named) ? 'yarn 1' : 'yarn', folder: parent }
    if (manager) return { manager, folder: parent }
    if (parent === root) return null
  }
  return null
}

/** Version 2 and later write `__metadata:` at the top of their lock file, which is YAML. */
const isYarn1 = (folder: string, named: unknown): boolean =>
  typeof named === 'string'
    ? named.startsWith('yarn@1.')
    : !readFileSync(join(folder, 'yarn.lock'), 'utf8').includes('\n__metadata:\n')

/** Whether package.json of that folder names pte-db-audit. */
export function dependsOn(folder: string, name: string): boolean {
  const { dependencies, devDependencies } = packageJson(folder)
  return [dependencies, devDependencies].some((list) => typeof list === 'object' && list !== null && name in list)
}

function packageJson(folder: string): Readonly<Record<string, unknown>> {
  const file = join(folder, 'package.json')
  if (!existsSync(file)) return {}
  try {
    const read = JSON.parse(readFileSync(file, 'utf8')) as unknown
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : {}
  } catch {
    // Whoever runs the package manager hears of it; nothing here depends on it.
    return {}
  }
}
