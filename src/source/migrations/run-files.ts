import { AuditError } from '../../errors.ts'
import { quote } from '../../identifier.ts'
import type { Embedded } from '../../scratch/embedded.ts'
import type { Note } from '../../snapshot.ts'
import type { SqlStatement } from '../../sql/split.ts'
import type { Cure } from './cure.ts'
import { cureFor } from './cure.ts'
import { createdExtension, touchedExtensions } from './extension-statements.ts'
import { endedIn, failureOf, timedOutIn } from './failure.ts'
import type { Runner } from './layout.ts'
import { note } from './layout.ts'
import type { ParsedFile } from './parse-file.ts'
import type { Refusal } from './refusal.ts'
import { COMMIT_IN_DRIZZLE, refusalOf } from './refusal.ts'
import type { ReplayOptions } from './replayed.ts'
import type { Session } from './session.ts'
import { openSession } from './session.ts'
import { standInFor } from './stand-ins.ts'

/** Either everything ran, or it must be run again from the start with one more extension at hand. */
export type Run = { readonly notes: readonly Note[]; readonly standIns: readonly string[] } | { readonly needs: string }

const DEFAULT_TIMEOUT = 60_000

/** A statement is given this many chances: each cure removes one obstacle (a role, an extension), and one statement may name several. */
const MAX_ATTEMPTS = 25

/** Runs every file in its own transaction and session state. Rejects with an AuditError that names the failing statement. */
export async function runFiles(
  connection: Embedded,
  files: readonly ParsedFile[],
  runner: Runner,
  available: ReadonlySet<string>,
  options: ReplayOptions,
): Promise<Run> {
  const notes: Note[] = []
  const standIns: string[] = []
  const timeout = options.statementTimeout ?? DEFAULT_TIMEOUT
  const searchPath: string[] = []

  const runOne = async (file: string, session: Session, statement: SqlStatement, alone: boolean): Promise<string | null> => {
    if (touchedExtensions(statement.node).some((name) => standIns.includes(name))) return null
    const created = createdExtension(statement.node)
    if (created && !available.has(created.extension)) {
      if (!standIns.includes(created.extension)) {
        await standIn(session, created.extension, created.schema)
        standIns.push(created.extension)
        notes.push(note('warn', standInMessage(created.extension), file, statement.line))
      }
      return null
    }
    let outside = false
    for (let attempts = 0; ; attempts++) {
      const error = await session.run(statement, outside)
      if (!error) return null
      if (attempts === MAX_ATTEMPTS) throw failureOf(file, statement, error)
      const refusal: Refusal | null = outside ? null : session.inTransaction ? refusalOf(error, runner, alone) : null
      if (refusal) {
        const commitError = await session.commit()
        if (commitError) throw failureOf(file, statement, commitError)
        if (refusal.message) notes.push(note('info', refusal.message, file, statement.line))
        outside = refusal.outside
        continue
      }
      const cure = cureFor(statement.node, error)
      if (!cure) throw failureOf(file, statement, error)
      if (cure.extension && !available.has(cure.extension)) return cure.extension
      await apply(session, cure, () => failureOf(file, statement, error))
      if (cure.searchPath) searchPath.push(cure.searchPath)
      notes.push(note(cure.severity, cure.message, file, statement.line))
    }
  }

  for (const [index, { file, statements }] of files.entries()) {
    options.onProgress?.(`migration ${index + 1} of ${files.length}: ${file}`)
    // Files are deployed on different days: what one sets for its session does not reach the next.
    await connection.simple('DISCARD ALL')
    if (searchPath.length > 0) await connection.simple(`SET search_path = public, ${searchPath.map(quote).join(', ')}`)
    const session = openSession(connection)
    const commit = runner === 'drizzle' ? statements.find(isCommit) : undefined
    if (commit) notes.push(note('info', COMMIT_IN_DRIZZLE, file, commit.line))
    for (const statement of statements) {
      const needs = await within(timeout, connection, file, statement, () =>
        runOne(file, session, statement, statements.length === 1),
      )
      if (needs) return { needs }
    }
    const last = statements.at(-1)
    const error = await session.commit()
    if (error && last) throw failureOf(file, last, error)
  }
  await connection.simple('DISCARD ALL')
  return { notes, standIns }
}

async function standIn(session: Session, extension: string, schema: string | null): Promise<void> {
  if (schema) await session.aside(`CREATE SCHEMA IF NOT EXISTS ${quote(schema)}`)
  for (const sql of standInFor(extension, schema ?? 'public')) await session.aside(sql)
}

const standInMessage = (extension: string): string =>
  `The extension ${extension} does not exist in the embedded PostgreSQL; stand-ins without its code took its place, ` +
  'so whatever depends on it was not measured.'

async function apply(session: Session, cure: Cure, failure: () => AuditError): Promise<void> {
  try {
    for (const sql of cure.statements) await session.aside(sql)
  } catch {
    // What should have helped cannot be done: the statement's own error says more than the cure's.
    throw failure()
  }
}

/** Ends the database when a statement takes longer than allowed: it has no statement_timeout of its own. */
async function within<T>(
  timeout: number,
  connection: Embedded,
  file: string,
  statement: SqlStatement,
  run: () => Promise<T>,
): Promise<T> {
  let timedOut = false
  const timer = setTimeout(() => {
    timedOut = true
    void connection.cancel()
  }, timeout)
  try {
    return await run()
  } catch (thrown) {
    if (timedOut) throw timedOutIn(file, statement, timeout)
    if (thrown instanceof AuditError && thrown.kind === 'interrupted') throw thrown
    if (thrown instanceof AuditError && thrown.message.startsWith(`${file}:`)) throw thrown
    throw endedIn(file, statement, thrown)
  } finally {
    clearTimeout(timer)
  }
}

const isCommit = ({ node }: SqlStatement): boolean =>
  'TransactionStmt' in node && node.TransactionStmt.kind === 'TRANS_STMT_COMMIT'
