import { AuditError } from '../../errors.ts'
import { bundlesOf } from '../../scratch/extensions.ts'
import { startEmbedded } from '../../scratch/start.ts'
import { loadParser } from '../../sql/parse.ts'
import { createdExtension } from './extension-statements.ts'
import type { MigrationFolder } from './layout.ts'
import type { ParsedFile } from './parse-file.ts'
import { firstLine, parseFile } from './parse-file.ts'
import type { ReplayOptions, Replayed } from './replayed.ts'
import { runFiles } from './run-files.ts'

/**
 * Runs migrations on a new embedded PostgreSQL that has the extensions they ask for. Rejects with an AuditError that names the file, the
 * line and the statement; nothing is left running then.
 */
export async function replay({ runner, files, notes }: MigrationFolder, options: ReplayOptions): Promise<Replayed> {
  await loadParser()
  const parsed = files.map(({ file, sql }) => parseFile(file, sql))
  const extensions = extensionsFor(parsed, options.allowMissingExtensions ?? [])
  // An extension that only shows while the migrations run (in a DO block, or used and never created) needs a start with its bundle.
  for (;;) {
    const connection = await startEmbedded({
      extensions: [...extensions],
      ...(options.signal ? { signal: options.signal } : {}),
    })
    try {
      const run = await runFiles(connection, parsed, runner, extensions, options)
      if ('needs' in run) {
        await connection.cancel()
        extensions.add(run.needs)
        continue
      }
      const migrations = files.map(({ name, hash, createdAt }) => ({ name, hash, createdAt }))
      return { connection, notes: [...notes, ...run.notes], standIns: run.standIns, migrations }
    } catch (thrown) {
      await connection.cancel()
      throw thrown
    }
  }
}

/** The extensions to start with: those the files create, each of which must exist here or be allowed to be missing. */
function extensionsFor(files: readonly ParsedFile[], allowed: readonly string[]): Set<string> {
  const extensions = new Set<string>()
  for (const { file, statements } of files) {
    for (const { node, text, line } of statements) {
      const created = createdExtension(node)
      if (!created) continue
      const { extension } = created
      if (bundlesOf(extension)) extensions.add(extension)
      else if (!allowed.includes(extension)) throw missingExtension(`${file}:${line}`, text, extension)
    }
  }
  return extensions
}

const missingExtension = (place: string, text: string, extension: string): AuditError =>
  new AuditError(
    'source',
    `${place}: "${firstLine(text)}": the embedded PostgreSQL has no extension ${extension}; audit a server that has it, ` +
      `or pass --allow-missing-extension ${extension} to go on with stand-ins for its types and functions.`,
  )
