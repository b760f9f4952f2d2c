import type { Embedded } from '../../scratch/embedded.ts'
import type { Note } from '../../snapshot.ts'

export interface ReplayOptions {
  /** Extensions that the embedded PostgreSQL lacks and that may be stood in for (`--allow-missing-extension`). */
  readonly allowMissingExtensions?: readonly string[]
  readonly signal?: AbortSignal
  readonly onProgress?: (text: string) => void
  /** Longest time one statement may take, in ms; 60 000 unless told. */
  readonly statementTimeout?: number
}

/** Migrations that have been run, and the database they built. The caller closes the connection. */
export interface Replayed {
  readonly connection: Embedded
  readonly notes: readonly Note[]
  /** Extensions of which only stand-ins exist in the database. */
  readonly standIns: readonly string[]
  /** In the order they ran. `createdAt` is drizzle-orm's `folderMillis`, null in other layouts. */
  readonly migrations: readonly { readonly name: string; readonly hash: string; readonly createdAt: number | null }[]
}
