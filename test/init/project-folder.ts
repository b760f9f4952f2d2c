import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { packageRoot } from '../../src/package-root.ts'

/** A folder with these files, by their paths. */
export function projectFolder(files: Readonly<Record<string, string>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'pte-db-audit-')))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

/** Puts this package into a project as a package manager would, so that `npx` finds it there. */
export function install(folder: string): void {
  const modules = join(folder, 'node_modules')
  mkdirSync(join(modules, '.bin'), { recursive: true })
  symlinkSync(packageRoot, join(modules, 'pte-db-audit'))
  const bin = join(packageRoot, 'bin', 'pte-db-audit.js')
  // npm makes what it links executable; in a checkout it is not.
  writeFileSync(join(modules, '.bin', 'pte-db-audit'), `#!/bin/sh\nexec '${process.execPath}' '${bin}' "$@"\n`, { mode: 0o755 })
}

export const gitConfig = (url: string): string => `[core]\n\tbare = false\n[remote "origin"]\n\turl = ${url}\n\tfetch = +refs/*\n`
