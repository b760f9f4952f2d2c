import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { packageRoot } from '../../src/package-root.ts'
import { ARGUED } from './lint-argued.ts'

const run = promisify(execFile)
const bin = (name: string): string => join(packageRoot, 'node_modules', '.bin', name)

/** What is linted: a whole script, or one statement as it runs inside a guard, in one direction. */
export interface Linted {
  readonly part: 'script' | 'up' | 'down'
  readonly sql: string
  /** For a statement: what its step is called, and whether the table that it locks is partitioned or a partition. */
  readonly step?: string
  readonly partitioned?: boolean
}

export interface Issue {
  /** `squawk ban-drop-column`, `pgfence drop-column`. */
  readonly rule: string
  readonly message: string
  readonly linted: Linted
}

interface SquawkIssue {
  readonly file: string
  readonly line: number
  readonly rule_name: string
  readonly message: string
}

interface PgfenceReport {
  readonly results: readonly {
    readonly filePath: string
    readonly checks: readonly { readonly ruleId: string; readonly risk: string; readonly message: string }[]
    readonly policyViolations: readonly { readonly ruleId: string; readonly message: string }[]
  }[]
}

/** What squawk and pgfence hold against a script, one line each; empty when neither finds an issue that is not argued. */
export async function lint(sql: string): Promise<string[]> {
  return (await lintAll([{ part: 'script', sql }])).filter(isOpen).map(lineOf)
}

export const isOpen = (issue: Issue): boolean => !ARGUED.some((argued) => argued.covers(issue))

export const lineOf = ({ rule, message, linted: { part, step = 'a script' } }: Issue): string =>
  `${rule}: ${message} (${part === 'script' ? '' : `${part}, `}${step})`

/** Every issue of these, each file read for itself. pgfence's "low" is no issue. */
export async function lintAll(files: readonly Linted[]): Promise<readonly Issue[]> {
  const folder = mkdtempSync(join(tmpdir(), 'lint-'))
  const byFile = new Map(files.map((linted, at) => [`${at}.sql`, linted]))
  for (const [file, { sql }] of byFile) writeFileSync(join(folder, file), sql)
  const issue = (path: string, rule: string, message: string): readonly Issue[] => {
    const linted = byFile.get(basename(path))
    if (!linted) throw new Error(`${rule} is about ${path}, which was not given`)
    return [{ rule, message, linted }]
  }
  try {
    const paths = [...byFile.keys()]
    const [squawk, pgfence] = await Promise.all([
      output('squawk', folder, ['--reporter', 'json', '--pg-version', '13', ...paths]),
      output('pgfence', folder, ['analyze', '--output', 'json', '--min-pg-version', '13', ...paths]),
    ])
    const { results } = JSON.parse(pgfence) as PgfenceReport
    if (results.length !== files.length) throw new Error(`pgfence read ${results.length} files of ${files.length}`)
    return [
      ...(JSON.parse(squawk) as readonly SquawkIssue[]).flatMap(({ file, line, rule_name: rule, message }) =>
        issue(file, `squawk ${rule}`, `${message} Line ${line + 1}.`),
      ),
      ...results.flatMap(({ filePath, checks, policyViolations }) => [
        ...checks
          .filter(({ risk }) => risk !== 'LOW' && risk !== 'SAFE')
          .flatMap(({ ruleId, message }) => issue(filePath, `pgfence ${ruleId}`, message)),
        ...policyViolations.flatMap(({ ruleId, message }) => issue(filePath, `pgfence ${ruleId}`, message)),
      ]),
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Both end with 1 when they find something, which is an answer. */
async function output(tool: string, cwd: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run(bin(tool), args, { cwd, maxBuffer: 64 * 1024 * 1024 })
    return stdout
  } catch (thrown) {
    const { stdout = '', stderr = '' } = thrown as { stdout?: string; stderr?: string }
    if (stdout.trim() === '') throw new Error(`${tool}: ${stderr}`, { cause: thrown })
    return stdout
  }
}
