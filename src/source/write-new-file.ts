import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { AuditError, messageOf } from '../errors.ts'

/** Writes a file that is not there, with the folders above it; false, and nothing is touched, when something of that name is. */
export function writeNewFile(path: string, content: string): boolean {
  try {
    mkdirSync(dirname(path), { recursive: true })
    return wasWritten(path, content)
  } catch (thrown) {
    throw new AuditError('usage', `${path} cannot be written: ${messageOf(thrown)}. Make its folder writable, or see --dry-run.`)
  }
}

function wasWritten(path: string, content: string): boolean {
  try {
    writeFileSync(path, content, { flag: 'wx' })
    return true
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw thrown
  }
}
