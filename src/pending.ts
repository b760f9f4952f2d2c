import type { Evaluation } from './evaluate.ts'
import { type Finding, fingerprintOf, type Result } from './finding.ts'
import type { AppliedMigration, Note } from './snapshot.ts'

/** A migration of a folder, as its journal or its name tells it. */
export interface FolderMigration {
  readonly name: string
  readonly hash: string
  /** Milliseconds since the epoch, from Drizzle's journal; null for folders that keep none. */
  readonly createdAt: number | null
}

export interface Outstanding {
  /** Names of the migrations that the database has not run and that its runner will run, oldest first. */
  readonly pending: readonly string[]
  /** Names of those that it has not run and that its runner passes over, oldest first. */
  readonly passedOver: readonly string[]
  readonly notes: readonly Note[]
}

/**
 * Which migrations of the folder this database has not run. Drizzle runs those that are newer than the newest applied one,
 * so an older one that was added later (a branch that was merged late) never runs: that is said, and is not pending.
 */
export function outstanding(migrations: readonly FolderMigration[], watermark: readonly AppliedMigration[] | null): Outstanding {
  const applied = watermark ?? []
  const hashes = new Set(applied.map(({ hash }) => hash))
  const times = new Set(applied.map(({ createdAt }) => createdAt))
  const newest = applied.reduce((latest, { createdAt }) => Math.max(latest, createdAt), Number.NEGATIVE_INFINITY)
  const lacking = migrations.filter(({ hash, createdAt }) => !hashes.has(hash) && (createdAt === null || !times.has(createdAt)))
  const passedOver = lacking.filter(({ createdAt }) => createdAt !== null && createdAt < newest)
  return {
    pending: lacking.filter((migration) => !passedOver.includes(migration)).map(({ name }) => name),
    passedOver: passedOver.map(({ name }) => name),
    notes: passedOver.map(({ name }) => ({
      severity: 'warn',
      message: `${name} has not run here and is older than the newest migration that has: drizzle-orm's migrator passes over it. Generate it again.`,
      file: null,
      line: null,
    })),
  }
}

/**
 * Marks as `pending` what fails on the server and holds by what is still to run: `live` is the evaluation of the server, `replayed` that of
 * the folder, `applied` that of the migrations that ran here, null where none did, all with the same rules. What those built was lost here,
 * and no migration builds it again.
 */
export function markPending(
  live: Evaluation,
  replayed: Evaluation,
  applied: Evaluation | null,
  migrations: readonly string[],
): Evaluation {
  if (!migrations.length) return live
  const passing = passingIn(replayed)
  const built = applied ? passingIn(applied) : new Set()
  const isPending = (fact: Result | Finding): boolean => passing.has(identity(fact)) && !built.has(identity(fact))
  const where = namesOf(migrations)
  return {
    results: live.results.map((result) =>
      result.status === 'fail' && isPending(result) ? { ...result, verdict: 'pending' } : result,
    ),
    findings: live.findings.map((finding) => (isPending(finding) ? pendingFinding(finding, migrations, where) : finding)),
  }
}

const passingIn = ({ results }: Evaluation): ReadonlySet<string> =>
  new Set(results.filter(({ status }) => status === 'pass').map(identity))

const identity = ({ rule, object, subject }: Result | Finding): string => fingerprintOf(rule, object, subject)

const pendingFinding = (finding: Finding, migrations: readonly string[], where: string): Finding => ({
  ...finding,
  verdict: 'pending',
  message: `${finding.message.replace(/[.]$/, '')}; after ${where}, which this database has not run, it holds.`,
  remedy: `run the pending migrations: ${where}`,
  evidence: { ...finding.evidence, verdict_now: finding.verdict, pending_migrations: migrations },
})

/** Names in a sentence: two, and how many more. */
export const namesOf = (migrations: readonly string[]): string =>
  migrations.length > 3
    ? `${migrations.slice(0, 2).join(', ')} and ${migrations.length - 2} more migrations`
    : migrations.join(', ')
