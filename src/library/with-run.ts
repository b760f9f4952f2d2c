import type { CheckOptions } from '../cli/check-options.ts'
import { type Opened, startOpening } from '../cli/open-source.ts'
import type { Run } from '../cli/read-source.ts'
import type { Given } from './given.ts'
import { namedSource } from './named-source.ts'
import type { AuditOptions } from './options.ts'
import { noProgress, quietIo } from './quiet-io.ts'
import { selectionOf } from './selection-of.ts'

/** Gives `work` the run that `check` would have with these options, and leaves no connection behind. */
export async function withRun<Result>(
  source: unknown,
  given: Given<Omit<AuditOptions, 'requireAll'>>,
  work: (run: Run<CheckOptions>) => Promise<Result>,
): Promise<Result> {
  const { cwd, signal, replicas, ...rest } = given
  const same = { ...rest, ...(replicas && { replica: replicas }) }
  // Fired for more than the caller's signal: see below.
  const interrupt = new AbortController()
  const abort = (): void => interrupt.abort()
  signal?.addEventListener('abort', abort, { once: true })
  let opening: Promise<Opened> | null = null
  try {
    const io = quietIo(cwd, interrupt.signal)
    const { origin, options: named } = await namedSource(source, same)
    const options: CheckOptions = { ...same, ...named, ...selectionOf(given), color: false, quiet: true }
    opening = startOpening(origin, options, io, noProgress)
    return await work({ origin, options, io, progress: noProgress, opening })
  } catch (error) {
    // A server may still be dialled while the rules have turned out wrong.
    interrupt.abort()
    await opening?.then(({ connection }) => connection.close()).catch(() => undefined)
    throw error
  } finally {
    signal?.removeEventListener('abort', abort)
  }
}
