import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packageRoot } from '../package-root.ts'

/** A fixture of a rule: a small schema that breaks its promise or keeps it, and what the audit says of it. */
export interface Example {
  /** `bad-prefix-only`: what begins with `bad-` is reported, with `good-` it is not. */
  readonly name: string
  readonly sql: string
  readonly findings: readonly {
    readonly verdict: string
    readonly subject: string
    readonly message: string
    readonly remedy: string
  }[]
}

/** Beside the bundle in `dist`; the fixtures themselves are not in the tarball. */
const compiled = fileURLToPath(new URL('./examples.json', import.meta.url))

/** The examples of a built-in rule, the bad ones first; none for a rule of the user's own. */
export async function examplesOf(rule: string): Promise<readonly Example[]> {
  if (!existsSync(compiled)) return readExamples(rule)
  const all = JSON.parse(await readFile(compiled, 'utf8')) as Readonly<Record<string, readonly Example[]>>
  return Object.hasOwn(all, rule) ? (all[rule] ?? []) : []
}

/** Reads `fixtures/<rule>/*.sql` and the goldens beside them. */
export async function readExamples(rule: string): Promise<readonly Example[]> {
  const folder = join(packageRoot, 'fixtures', rule)
  if (!existsSync(folder)) return []
  const names = (await readdir(folder)).filter((file) => file.endsWith('.sql')).map((file) => file.slice(0, -'.sql'.length))
  return Promise.all(
    names.toSorted().map(async (name) => {
      const golden = join(folder, `${name}.json`)
      const sql = await readFile(join(folder, `${name}.sql`), 'utf8')
      return { name, sql: sql.trim(), findings: existsSync(golden) ? findingsIn(JSON.parse(await readFile(golden, 'utf8'))) : [] }
    }),
  )
}

function findingsIn(golden: unknown): Example['findings'] {
  const list: unknown = typeof golden === 'object' && golden !== null && 'findings' in golden ? golden.findings : golden
  return Array.isArray(list) ? (list as Example['findings']) : []
}
