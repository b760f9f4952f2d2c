import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { AuditError, messageOf } from '../../errors.ts'
import { foldersUpFrom } from './folders-up.ts'

/** Runs the user's drizzle-kit on a schema file or folder and gives what it printed. */
export async function exportSchema(
  path: string,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<{ stdout: string; stderr: string }> {
  if (signal?.aborted) throw interrupted()
  const child = spawn(process.execPath, [drizzleKit(folder), 'export', '--dialect', 'postgresql', '--schema', path], {
    // drizzle-kit looks for tsconfig.json, whose path aliases schemas use, in its working directory.
    cwd: projectOf(folder),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
    ...(signal ? { signal } : {}),
  })
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', () => resolve())
  })
  try {
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), ended])
    return { stdout, stderr }
  } catch (thrown) {
    if (signal?.aborted) throw interrupted()
    throw new AuditError(
      'source',
      `drizzle-kit could not be started (${messageOf(thrown)}); run \`npx drizzle-kit export\` to see why.`,
    )
  }
}

const interrupted = (): AuditError => new AuditError('interrupted', 'Interrupted.')

/** The script of the drizzle-kit that is installed nearest to the schema, else to where the command was given. */
function drizzleKit(folder: string): string {
  for (const start of [folder, process.cwd()]) {
    for (const parent of foldersUpFrom(start)) {
      const home = join(parent, 'node_modules', 'drizzle-kit')
      if (!existsSync(join(home, 'package.json'))) continue
      const { bin } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { bin?: string | Record<string, string> }
      const script = typeof bin === 'string' ? bin : bin?.['drizzle-kit']
      if (script) return join(home, script)
    }
  }
  throw new AuditError(
    'source',
    '--schema needs drizzle-kit, which is not installed beside the schema; run `npm i -D drizzle-kit`.',
  )
}

function projectOf(folder: string): string {
  for (const parent of foldersUpFrom(folder)) if (existsSync(join(parent, 'package.json'))) return parent
  return folder
}
