import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AuditError, messageOf } from '../../errors.ts'

/** A migration's text without a byte order mark, and the SHA-256 of the file as it is on disk. */
export function readSql(folder: string, file: string): { sql: string; hash: string } {
  let bytes: Buffer
  try {
    bytes = readFileSync(join(folder, file))
  } catch (thrown) {
    throw new AuditError('source', `${file} cannot be read (${messageOf(thrown)}); restore it or check its permissions.`)
  }
  return { sql: withoutMark(bytes.toString('utf8')), hash: createHash('sha256').update(bytes).digest('hex') }
}

export const withoutMark = (text: string): string => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text)
