import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { messageOf } from '../../errors.ts'
import { configEntry, type DrizzleConfig } from '../../locations/drizzle/config-entry.ts'
import { parseModule } from './parse-module.ts'

/** What a drizzle.config says in plain words: it is read, never run. Or why it cannot be read. */
export async function readDrizzleConfig(
  path: string,
): Promise<DrizzleConfig | { readonly reason: string; readonly line: number | null }> {
  if (path.endsWith('.json')) return readJsonConfig(path)
  const parsed = await parseModule(path)
  if (parsed.kind === 'unread') return parsed
  const { text, program, module } = parsed
  return configEntry({ file: basename(path), text, program, module, imports: new Map() })
}

function readJsonConfig(path: string): DrizzleConfig | { readonly reason: string; readonly line: null } {
  try {
    const { schema, out } = JSON.parse(readFileSync(path, 'utf8')) as { readonly schema?: unknown; readonly out?: unknown }
    const written = [schema ?? []].flat().filter((each) => typeof each === 'string')
    return { schema: written, out: typeof out === 'string' ? out : null }
  } catch (thrown) {
    return { reason: messageOf(thrown), line: null }
  }
}
