import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { packageRoot } from '../../src/package-root.ts'

const run = promisify(execFile)
const bin = (name: string): string => join(packageRoot, 'node_modules', '.bin', name)

interface SquawkIssue {
  readonly line: number
  readonly rule_name: string
  readonly message: string
}

interface PgfenceReport {
  readonly results: readonly {
    readonly checks: readonly { readonly ruleId: string; readonly risk: string; readonly message: string }[]
    readonly policyViolations: readonly { readonly ruleId: string; readonly message: string }[]
  }[]
}

/** What squawk and pgfence hold against a migration, one line each; empty when neither finds an issue. pgfence's "low" is no issue. */
export async function lint(sql: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'lint-'))
  const file = join(folder, 'migration.sql')
  writeFileSync(file, sql)
  try {
    const [squawk, pgfence] = await Promise.all([
      output('squawk', ['--reporter', 'json', file]),
      output('pgfence', ['analyze', '--output', 'json', '--min-pg-version', '13', file]),
    ])
    const issues = JSON.parse(squawk) as readonly SquawkIssue[]
    const { results } = JSON.parse(pgfence) as PgfenceReport
    return [
      ...issues.map(({ line, rule_name: rule, message }) => `squawk ${rule}, line ${line + 1}: ${message}`),
      ...results.flatMap(({ checks, policyViolations }) => [
        ...checks
          .filter(({ risk }) => risk !== 'LOW' && risk !== 'SAFE')
          .map(({ ruleId, message }) => `pgfence ${ruleId}: ${message}`),
        ...policyViolations.map(({ ruleId, message }) => `pgfence ${ruleId}: ${message}`),
      ]),
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Both end with 1 when they find something, which is an answer. */
async function output(tool: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run(bin(tool), args)
    return stdout
  } catch (thrown) {
    const { stdout = '', stderr = '' } = thrown as { stdout?: string; stderr?: string }
    if (stdout.trim() === '') throw new Error(`${tool}: ${stderr}`, { cause: thrown })
    return stdout
  }
}
