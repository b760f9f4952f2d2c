import { randomBytes } from 'node:crypto'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface NewFile {
  readonly path: string
  readonly content: string
}

/**
 * Writes files beside their places and then moves them there, so that an interrupted run leaves the old ones whole and a full disk
 * leaves none of the new ones. Throws what the file system says.
 */
export function replaceFiles(files: readonly NewFile[]): void {
  const written: { readonly temporary: string; readonly path: string }[] = []
  try {
    for (const { path, content } of files) {
      const temporary = join(dirname(path), `.pte-db-audit-${process.pid}-${randomBytes(4).toString('hex')}.tmp`)
      written.push({ temporary, path })
      writeFileSync(temporary, content, { flag: 'wx' })
    }
    for (const { temporary, path } of written) renameSync(temporary, path)
  } catch (thrown) {
    for (const { temporary } of written) rmSync(temporary, { force: true })
    throw thrown
  }
}
