import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packageRoot } from '../package-root.ts'
import { count } from '../report/counts.ts'

/** A fixture of a rule: a small schema that breaks its promise or keeps it, and what the audit says of it. */
export interface Example {
  /** `bad-prefix-only`: what begins with `bad-` is reported, with `good-` it is not. */
  readonly name: string
  /** Without what is laid over its snapshot for the tests. */
  readonly sql: string
  /** Its workload: `800 × select * from questions where id = $1`. */
  readonly statements: readonly string[]
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
      const own = sql.split('\n').filter((line) => !line.startsWith(SNAPSHOT) && !line.startsWith(STATEMENT))
      const statements = await statementsIn(sql)
      return {
        name,
        sql: own.join('\n').trim(),
        statements,
        findings: existsSync(golden) ? findingsIn(JSON.parse(await readFile(golden, 'utf8'))) : [],
      }
    }),
  )
}

const SNAPSHOT = '-- snapshot:'
const STATEMENT = '-- statement:'

async function statementsIn(sql: string): Promise<readonly string[]> {
  const lines = sql.split('\n').filter((line) => line.startsWith(STATEMENT))
  if (lines.length === 0) return []
  const { parse } = await import('yaml')
  return lines.map((line) => {
    const { query, calls = 1, rows } = parse(line.slice(STATEMENT.length)) as { query: string; calls?: number; rows?: number }
    return `${count(calls, 'call')}${rows === undefined ? '' : `, ${count(rows, 'row')}`}: ${query}`
  })
}

function findingsIn(golden: unknown): Example['findings'] {
  const list: unknown = typeof golden === 'object' && golden !== null && 'findings' in golden ? golden.findings : golden
  return Array.isArray(list) ? (list as Example['findings']) : []
}
