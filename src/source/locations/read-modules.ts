import { dirname } from 'node:path'
import { importPaths } from '../../locations/drizzle/import-paths.ts'
import type { SchemaModule } from '../../locations/drizzle/schema-module.ts'
import type { Note } from '../../snapshot.ts'
import { note } from '../migrations/layout.ts'
import { locationFile } from './location-file.ts'
import { parseModule } from './parse-module.ts'
import { isOwnFile, repositoryOf } from './repository-of.ts'
import { resolveImport } from './resolve-import.ts'

/** A schema that imports half an application is not read to its end. */
const MAX_FILES = 500

/**
 * The files of a Drizzle schema and those of the same repository that they import or export from, nearest first. What cannot be read is
 * left out with a note.
 */
export async function readModules(
  entries: readonly string[],
  cwd: string,
): Promise<{ readonly modules: readonly SchemaModule[]; readonly notes: readonly Note[] }> {
  const modules: SchemaModule[] = []
  const notes: Note[] = []
  const found = new Set(entries)
  // A set that grows while it is walked gives what was added, too.
  for (const path of found) {
    const file = locationFile(cwd, path)
    const parsed = await parseModule(path)
    if (parsed.kind === 'unread') {
      notes.push(note('warn', `It could not be read, so no finding has a place in it: ${parsed.reason}`, file, parsed.line))
      continue
    }
    const repository = repositoryOf(dirname(path))
    const imports = new Map<string, string>()
    for (const written of importPaths(parsed.program)) {
      const target = resolveImport(path, written)
      if (target === null || !isOwnFile(repository, target)) continue
      imports.set(written, locationFile(cwd, target))
      if (found.size < MAX_FILES) found.add(target)
    }
    const { text, program, module } = parsed
    modules.push({ file, text, program, module, imports })
  }
  return { modules, notes }
}
