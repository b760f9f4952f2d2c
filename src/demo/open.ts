import { readFileSync } from 'node:fs'
import { cacheFolder, cacheKey, readCache, writeCache } from '../scratch/cache.ts'
import type { Embedded, EmbeddedOptions } from '../scratch/embedded.ts'
import { startEmbedded } from '../scratch/start.ts'
import { preparation } from './preparation.ts'
import { runWorkload } from './workload/run.ts'

interface DemoOptions {
  readonly signal?: AbortSignal
  /** Gets a line for people at each step that takes a while. */
  readonly onProgress?: (text: string) => void
}

const EXTENSIONS = ['pg_stat_statements']

/**
 * Opens the demo database: the PTE practice application as it is before the plan, in the embedded PostgreSQL.
 *
 * 34 tables: Better-Auth (schema/auth.ts), practice (questions.ts, attempts.ts, practice.ts), user management, teams and forums.
 * 200 users, 2,000 questions, 20,000 attempts; times end on 2025-01-25, nothing is random. Then a workload is executed.
 *
 * Every kind of finding has its flaw in it:
 *
 * | verdict or kind | where |
 * |---|---|
 * | present | ai_credit_usage (user_id, created_at desc); the CHECK on mock_test_results.overall_score; triggers of users, teams |
 * | equivalent | writing_attempts_history_idx, ascending and under its own name; listening_attempts.total_score, generated |
 * | covered | listening_attempts_review_idx is wider; writing_questions_type_difficulty_idx is full where partial is enough |
 * | wrong-order | idx_speaking_attempts_user_created, `desc nulls last` as Drizzle's `.desc()` writes it |
 * | weaker, only a prefix | reading_attempts (user_id); speaking_attempts (is_public); speaking_questions (type) |
 * | weaker, predicate too narrow | reading_questions_free_type_idx; listening_questions_bookmarked_idx (`is true`) |
 * | weaker, CHECK | duration_ms has one bound; users_credits_check is NOT VALID; user_progress.overall_score from 0 |
 * | weaker, trigger | forum_posts: disabled; user_profiles: UPDATE OF two columns |
 * | invalid | activity_logs_user_created_idx, left by a unique build that really failed |
 * | missing | activity_logs by action; user_progress_snapshots and question_stats; score columns; updated_at triggers elsewhere |
 * | current state that is not so | speaking_attempts (created_at); writing_questions (tags); listening_questions (type) |
 * | redundant index | ai_credit_usage_user_id_idx, writing_questions_type_idx |
 * | score locked in JSON | `scores` of the attempts; mock_test_results.section_scores; forum_posts.score (json) |
 * | data that breaks a promise | scores 72.5, "72", "n/a", null, absent; recordings under 30 s; credits -1 and overdrawn |
 * | repeated lookups | questions of a user's attempts; authors of forum posts; counts per team member |
 * | their look-alikes | sessions by token; a batch by `= any(…)` |
 * | workload | casts of JSONB in where and order by, lists without a limit, deep offsets, a slow report, logs and costs without an index |
 *
 * Schema and rows are prepared once and kept in the cache folder as a data directory; the workload runs every time.
 * Rejects with AuditError `interrupted` when `signal` ends it.
 */
export async function openDemo({ signal, onProgress = () => {} }: DemoOptions = {}): Promise<Embedded> {
  const options = { extensions: EXTENSIONS, ...(signal ? { signal } : {}) }
  const key = cacheKey('demo', versionOfPglite(), JSON.stringify(preparation))
  const demo = (await openPrepared(key, options)) ?? (await prepare(key, options, onProgress))
  onProgress('running the workload of the demo database…')
  await closingOnError(demo, runWorkload(demo))
  return demo
}

/** Starts from the cached data directory; null when there is none or it does not start, and it has to be made again. */
async function openPrepared(key: string, options: EmbeddedOptions): Promise<Embedded | null> {
  const dataDirectory = readCache(key)
  if (!dataDirectory) return null
  try {
    return await startEmbedded({ ...options, dataDirectory })
  } catch (thrown) {
    if (options.signal?.aborted) throw thrown
    return null
  }
}

/** Builds schema and rows, and keeps the data directory where caches can be kept. */
async function prepare(key: string, options: EmbeddedOptions, onProgress: (text: string) => void): Promise<Embedded> {
  const keeps = cacheFolder() !== null
  onProgress(keeps ? 'preparing the demo database (once)…' : 'preparing the demo database…')
  const demo = await startEmbedded(options)
  await closingOnError(demo, runSteps(demo))
  if (keeps) writeCache(key, await closingOnError(demo, demo.dump()))
  return demo
}

async function runSteps(demo: Embedded): Promise<void> {
  for (const { sql, fails } of preparation) {
    try {
      await demo.simple(sql)
    } catch (thrown) {
      if (!fails || !(thrown instanceof Error) || !('code' in thrown) || thrown.code !== fails) throw thrown
    }
  }
}

/** The thread of a database that nobody gets must not keep the process alive. */
async function closingOnError<Result>(demo: Embedded, work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (thrown) {
    await demo.close()
    throw thrown
  }
}

function versionOfPglite(): string {
  const manifest = new URL('../package.json', import.meta.resolve('@electric-sql/pglite'))
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version
}
