import type { Snapshot } from '../snapshot.ts'

/**
 * What is audited. A text is a URL or libpq's `keyword=value` pairs; what it leaves out comes from PG* variables and ~/.pgpass. Nothing is
 * guessed: an absent URL is an error.
 */
export type AuditSource =
  | string
  | ({ readonly url: string } & SourceBeside)
  /** What `collect` gave, or a file that `check --save-snapshot` wrote. */
  | ({ readonly snapshot: string | Snapshot } & SourceBeside)
  /** A folder (Drizzle, Prisma, *.sql) that is replayed into an embedded PostgreSQL. */
  | { readonly migrations: string; readonly schema?: string | undefined }
  /** A Drizzle schema file, by way of your own drizzle-kit. */
  | { readonly schema: string }
  | { readonly demo: true }

/** What the audited source is compared with: they make drift known, and migrations what is pending. */
export interface SourceBeside {
  readonly migrations?: string | undefined
  readonly schema?: string | undefined
}
