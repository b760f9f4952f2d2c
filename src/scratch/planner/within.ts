import { AuditError } from '../../errors.ts'
import type { Embedded } from '../embedded.ts'

/**
 * Gives what is done on an embedded database `limit` ms. It cannot be stopped in the middle of a statement, so its thread is ended, and
 * the work rejects with an AuditError that says so.
 */
export async function within<T>(copy: Embedded, limit: number, work: () => Promise<T>): Promise<T> {
  let late = false
  const timer = setTimeout(() => {
    late = true
    void copy.cancel()
  }, limit)
  try {
    return await work()
  } catch (thrown) {
    throw late ? new AuditError('source', `it took longer than ${limit} ms`, { cause: thrown }) : thrown
  } finally {
    clearTimeout(timer)
  }
}
