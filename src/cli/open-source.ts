import { resolve } from 'node:path'
import type { Connection } from '../collect/connection.ts'
import type { FolderMigration } from '../pending.ts'
import type { Note, Source } from '../snapshot.ts'
import type { Io } from './io.ts'
import type { Origin } from './origin.ts'
import type { Progress } from './progress.ts'
import type { SourceOptions } from './source-options.ts'

/** A PostgreSQL that is ready to be collected, whatever it was built from. Whoever opens it closes the connection. */
export interface Opened {
  readonly connection: Connection
  readonly source: Source
  readonly notes: readonly Note[]
  /** Extensions that something stands in for. */
  readonly standIns: readonly string[]
  /** Migrations that were replayed; empty for other sources. */
  readonly migrations: readonly FolderMigration[]
}

/** `without`: names of migrations that are left out. */
export type OpenOrigin =
  | Exclude<Origin, { kind: 'snapshot' | 'collected' | 'migrations' }>
  | { readonly kind: 'migrations'; readonly folder: string; readonly without?: readonly string[] }

export interface OpenOptions {
  readonly allowMissingExtensions: readonly string[]
  /** ms, for each statement of a replayed migration. */
  readonly statementTimeout: number
}

/** Replayed statements have a limit too, for there is no other end to `select pg_sleep(1e9)` in a migration. */
export const openOptionsOf = ({ allowMissingExtension = [], statementTimeout = 60_000 }: SourceOptions): OpenOptions => ({
  allowMissingExtensions: allowMissingExtension,
  statementTimeout,
})

/** Opens a source. Each kind's modules are loaded here and nowhere else: a check of a server never loads the embedded database. */
export async function openSource(origin: OpenOrigin, options: OpenOptions, io: Io, progress: Progress): Promise<Opened> {
  const { signal, env, cwd } = io
  if (origin.kind === 'server') {
    progress.step('connecting…')
    const { connect, describeTarget } = await import('../source/server.ts')
    const connection = await connect(origin.target, env, { signal })
    return {
      connection,
      source: { kind: 'server', label: describeTarget(origin.target, env) },
      notes: [],
      standIns: [],
      migrations: [],
    }
  }
  if (origin.kind === 'demo') {
    const { openDemo } = await import('../demo/open.ts')
    const { demoNote } = await import('../demo/limits.ts')
    const connection = await openDemo({ signal, onProgress: progress.slow })
    return { connection, source: { kind: 'demo', label: 'demo database' }, notes: [demoNote], standIns: [], migrations: [] }
  }
  const replay = { ...options, signal, onProgress: progress.step }
  if (origin.kind === 'migrations') {
    const { replayMigrations } = await import('../source/migrations.ts')
    const replayed = await replayMigrations(resolve(cwd, origin.folder), replay, origin.without)
    return { ...replayed, source: { kind: 'migrations', label: origin.folder } }
  }
  const { replaySchema } = await import('../source/schema-file.ts')
  const replayed = await replaySchema(resolve(cwd, origin.file), replay)
  return { ...replayed, source: { kind: 'schema', label: origin.file } }
}

/** A server is dialled while the rules are read; what takes seconds of this machine waits until they are known to be right. */
export function startOpening(origin: Origin, options: SourceOptions, io: Io, progress: Progress): Promise<Opened> | null {
  if (origin.kind !== 'server') return null
  const opening = openSource(origin, openOptionsOf(options), io, progress)
  // Whoever awaits it gets the error; until then it must not count as unhandled.
  opening.catch(() => undefined)
  return opening
}
