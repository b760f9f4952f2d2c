import type { Note } from '../../snapshot.ts'

/** Whose runner a folder of migrations is written for; it decides what that runner would refuse. */
export type Runner = 'drizzle' | 'prisma' | 'plain'

export interface MigrationFile {
  /** `0003_add_indexes`, `20240101000000_init`, or a plain file's own name. */
  readonly name: string
  /** Path from the migrations folder, with forward slashes. */
  readonly file: string
  readonly sql: string
  /** SHA-256 of the file as drizzle-orm and Prisma keep it, in hexadecimal. */
  readonly hash: string
  /** Milliseconds since the epoch where the layout records it (drizzle's `folderMillis`), else null. */
  readonly createdAt: number | null
}

export interface MigrationFolder {
  readonly runner: Runner
  /** In the order they run. */
  readonly files: readonly MigrationFile[]
  readonly notes: readonly Note[]
}

export const note = (severity: Note['severity'], message: string, file: string | null, line: number | null = null): Note => ({
  severity,
  message,
  file,
  line,
})

/** What drizzle-orm cuts a migration at, whatever surrounds it; a comment for PostgreSQL. */
export const BREAKPOINT = '--> statement-breakpoint'

export const isSql = (name: string): boolean => name.toLowerCase().endsWith('.sql')
