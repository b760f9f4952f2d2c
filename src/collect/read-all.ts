import { AuditError } from '../errors.ts'
import type { Section, Unread } from '../snapshot.ts'
import type { Reading } from './catalog.ts'
import type { Connection, TextRow } from './connection.ts'
import { CLOSING, MARK, message, opening } from './message.ts'
import type { ClientEncoding, Limits } from './message.ts'
import type { Probe } from './probe.ts'
import { failureReason, isEncodingError, isStatementError } from './statement-error.ts'

/**
 * Fills a draft with everything at once, or, when the server refuses some statement, a new draft with whatever can be read;
 * what cannot is added to `failed`. Encodings are given up before sections are.
 */
export async function readAll<Draft extends { readonly readings: readonly Reading[] }>(
  connection: Connection,
  probe: Probe,
  limits: Limits,
  failed: Unread[],
  newDraft: () => Draft,
  signal?: AbortSignal,
): Promise<Draft> {
  let encoding = probe.encoding
  for (;;) {
    const draft = newDraft()
    try {
      await readAtOnce(connection, draft.readings, limits, encoding)
      return draft
    } catch (thrown) {
      if (signal?.aborted) throw new AuditError('interrupted', 'interrupted', { cause: thrown })
      if (!isStatementError(thrown)) throw thrown
      await connection.simple(`rollback ${MARK}`)
      if (!isEncodingError(thrown) || encoding === 'SQL_ASCII') break
      encoding = 'SQL_ASCII'
    }
  }
  const draft = newDraft()
  await readOneByOne(connection, draft.readings, limits, encoding, failed, probe, signal)
  return draft
}

async function readAtOnce(
  connection: Connection,
  readings: readonly Reading[],
  limits: Limits,
  encoding: ClientEncoding,
): Promise<void> {
  const before = opening(limits, encoding)
  await connection.simple(message([...before, ...readings.map(({ sql }) => sql), CLOSING]), (statement, row) =>
    readings[statement - before.length]?.row(row),
  )
}

/** A statement's rows count only when it ends well: half a section would look like a whole one. */
async function readOneByOne(
  connection: Connection,
  readings: readonly Reading[],
  limits: Limits,
  encoding: ClientEncoding,
  failed: Unread[],
  probe: Probe,
  signal: AbortSignal | undefined,
): Promise<void> {
  await connection.simple(message(opening(limits, encoding)))
  const unread = new Set<Section>()
  for (const { sections, sql, row } of readings) {
    if (sections.some((section) => unread.has(section))) continue
    const rows: TextRow[] = []
    try {
      await connection.simple(`savepoint ${MARK} reading`)
      await connection.simple(sql, (_statement, values) => rows.push(values))
    } catch (thrown) {
      if (signal?.aborted) throw new AuditError('interrupted', 'interrupted', { cause: thrown })
      if (!isStatementError(thrown)) throw thrown
      await connection.simple(`rollback ${MARK} to savepoint reading`)
      const reason = failureReason(thrown, limits, probe.role)
      for (const section of sections) {
        unread.add(section)
        failed.push({ section, reason: `${section} could not be read: ${reason}` })
      }
      continue
    }
    for (const values of rows) row(values)
    await connection.simple(`release ${MARK} savepoint reading`)
  }
  await connection.simple(CLOSING)
}
