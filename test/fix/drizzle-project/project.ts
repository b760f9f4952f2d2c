import { execFile } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../../src/package-root.ts'

/** A user's project: a Drizzle schema, drizzle-kit, and the folder that it generates into. */
export interface Project {
  readonly folder: string
  /** Runs drizzle-kit and gives all that it printed. Rejects when it fails. */
  readonly kit: (command: 'generate' | 'migrate' | 'push', ...args: readonly string[]) => Promise<string>
  /** Writes the lines that `fix` has printed under "Schema" where it says. */
  readonly editSchema: (stdout: string) => void
  /** The migration that was generated last is gone again. */
  readonly undoGenerate: () => void
  readonly remove: () => void
}

const OWN = join(packageRoot, 'test/fix/drizzle-project')

const CONFIG = `export default {
  dialect: 'postgresql',
  schema: './schema.ts',
  out: './drizzle',
  dbCredentials: { url: process.env.DATABASE_URL ?? '' },
}
`

/** `modules` is the folder with drizzle-kit and drizzle-orm in it. */
export function openProject(modules = join(packageRoot, 'node_modules')): Project {
  const folder = mkdtempSync(join(tmpdir(), 'pte-db-audit-drizzle-'))
  const schema = join(folder, 'schema.ts')
  copyFileSync(join(OWN, 'schema.ts'), schema)
  symlinkSync(modules, join(folder, 'node_modules'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
  writeFileSync(join(folder, 'drizzle.config.ts'), CONFIG)
  return {
    folder,
    kit: (command, ...args) => kit(folder, join(modules, 'drizzle-kit/bin.cjs'), command, args),
    editSchema: (stdout) => writeFileSync(schema, edited(readFileSync(schema, 'utf8'), stdout)),
    undoGenerate: () => undoGenerate(join(folder, 'drizzle')),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function kit(cwd: string, script: string, command: string, args: readonly string[]): Promise<string> {
  const [url] = args.filter((arg) => arg.startsWith('postgresql:'))
  const others = args.filter((arg) => arg !== url)
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [script, command, '--config', 'drizzle.config.ts', ...others],
      { cwd, env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', ...(url && { DATABASE_URL: url }) }, timeout: 60_000 },
      (error, stdout, stderr) => {
        const told = `${stdout}${stderr}`
        if (error) reject(new Error(`drizzle-kit ${command}: ${told}`, { cause: error }))
        else resolve(told)
      },
    )
  })
}

function undoGenerate(folder: string): void {
  const file = join(folder, 'meta/_journal.json')
  const journal = JSON.parse(readFileSync(file, 'utf8')) as { entries: { tag: string }[] }
  const tag = journal.entries.pop()?.tag ?? ''
  writeFileSync(file, JSON.stringify(journal, null, 2))
  rmSync(join(folder, `${tag}.sql`))
  rmSync(join(folder, `meta/${tag.slice(0, 4)}_snapshot.json`))
}

/** What stands behind "Schema" in the report, a table and place in each heading, its lines below. */
function edited(schema: string, stdout: string): string {
  const report = stdout.split('\n')
  const start = report.findIndex((line) => line.startsWith('Schema'))
  const end = report.findIndex((line) => line.startsWith('Next'))
  let text = schema
  let heading = ''
  for (const line of report.slice(start, end).map((each) => each.slice(9))) {
    if (line.startsWith('import {')) text = imported(text, line)
    else if (!line.startsWith('  ')) heading = line
    else if (heading.endsWith('in place of the line of that column:')) text = instead(text, line.trim())
    else if (heading.includes('Drizzle has no words for it')) continue
    else if (heading.endsWith('take out:')) text = withoutLine(text, line.trim())
    else text = insert(text, heading, line)
  }
  return text
}

function insert(schema: string, heading: string, line: string): string {
  const marker = heading.endsWith('a new table:')
    ? '// new tables'
    : `// ${heading.replace(' behind its columns, (t) => [ … ]:', '').replace(':', '')}`
  if (!schema.includes(marker)) throw new Error(`the schema has no place for "${heading}"`)
  return schema.replace(marker, () => `${line}\n${marker}`)
}

/** `index idx_speaking_attempts_user_created`: its line goes. */
function withoutLine(schema: string, what: string): string {
  const name = what.split(' ').at(-1) ?? ''
  return schema
    .split('\n')
    .filter((line) => !line.includes(`'${name}'`))
    .join('\n')
}

/** The names that the schema does not import yet. */
function imported(schema: string, line: string): string {
  const end = line.slice(line.indexOf('}'))
  const names = line.slice(line.indexOf('{') + 1, line.indexOf('}')).split(',')
  const start = schema.lastIndexOf('{', schema.indexOf(end))
  const known = schema.slice(start + 1, schema.indexOf(end)).split(',')
  const all = [...new Set([...known, ...names].map((name) => name.trim()))].filter((name) => name !== '')
  return `${schema.slice(0, start)}{ ${all.join(', ')} ${schema.slice(schema.indexOf(end))}`
}

/** The line of the property that the new line begins with. */
const instead = (schema: string, line: string): string => {
  const property = line.slice(0, line.indexOf(':') + 1)
  const lines = schema.split('\n')
  return lines.map((each) => (each.trim().startsWith(property) ? `    ${line}` : each)).join('\n')
}
