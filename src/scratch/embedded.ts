import type { Connection } from '../collect/connection.ts'
import type { RelationFile } from './planner/relation-files.ts'

/** The embedded PostgreSQL (PGlite) in a worker thread of its own, so that it can be ended at any moment. */
export interface Embedded extends Connection {
  readonly embedded: true
  /** The data directory as a tar, for `dataDirectory` of a later start. Statistics are not in it. */
  dump(): Promise<Uint8Array>
  /** Makes relations look as large as they are elsewhere, to the planner. From then on, EXPLAIN is all that may touch them. */
  resize(files: readonly RelationFile[]): Promise<void>
}

export interface EmbeddedOptions {
  /** PGlite extension modules to make available for CREATE EXTENSION, by PostgreSQL's name: `citext`, `uuid-ossp`, `vector`, … */
  readonly extensions?: readonly string[]
  readonly dataDirectory?: Uint8Array
  readonly signal?: AbortSignal
}
