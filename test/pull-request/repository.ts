import { execFileSync, spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'
import { packageRoot } from '../../src/package-root.ts'

/** The package as a project has it: this checkout, or what a tarball was unpacked to. */
const installed = process.env['PTE_DB_AUDIT_INSTALLED'] ?? packageRoot

/** A git repository with a Drizzle schema, in which this package and drizzle-kit are installed. */
export interface Repository {
  readonly folder: string
  readonly git: (...args: readonly string[]) => string
  /** Runs `npx pte-db-audit`. */
  readonly audit: (...args: readonly string[]) => SpawnSyncReturns<string>
  /** Changes the schema and generates its migration. */
  readonly change: (edit: (schema: string) => string) => void
  readonly commit: (message: string) => void
  /** Runs the audit step of the generated workflow, as GitHub does. */
  readonly workflow: (env: Readonly<Record<string, string>>) => WorkflowRun
  readonly remove: () => void
}

export interface WorkflowRun {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  /** The text of the comment. */
  readonly comment: string
  readonly sarif: unknown
}

export function openRepository(): Repository {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pte-db-audit-pr-')))
  const at = (path: string): string => join(folder, path)
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(at(path)), { recursive: true })
    writeFileSync(at(path), text)
  }
  const env = { PATH: process.env['PATH'], HOME: folder, NO_COLOR: '1' }
  const git = (...args: readonly string[]): string => execFileSync('git', args, { cwd: folder, encoding: 'utf8', env })
  const audit = (...args: readonly string[]): SpawnSyncReturns<string> =>
    spawnSync('npx', ['--no-install', 'pte-db-audit', ...args], { cwd: folder, encoding: 'utf8', env })

  write('package.json', '{ "type": "module" }\n')
  write('.gitignore', 'node_modules\npte-db-audit.md\npte-db-audit.sarif\noutput.txt\nsummary.md\n.npm\n.cache\n')
  write('.gitconfig', '[user]\n\tname = Somebody\n\temail = somebody@example.com\n')
  write('src/schema.ts', readFileSync(join(packageRoot, 'test/pull-request/schema.ts'), 'utf8'))
  write('drizzle.config.ts', "export default { dialect: 'postgresql', schema: './src/schema.ts', out: './drizzle' }\n")
  mkdirSync(at('.github'))
  mkdirSync(at('node_modules/.bin'), { recursive: true })
  for (const name of ['drizzle-kit', 'drizzle-orm'])
    symlinkSync(join(packageRoot, 'node_modules', name), at(`node_modules/${name}`), 'junction')
  symlinkSync(installed, at('node_modules/pte-db-audit'), 'junction')
  const bin = join(installed, 'bin/pte-db-audit.js')
  writeFileSync(at('node_modules/.bin/pte-db-audit'), `#!/bin/sh\nexec '${process.execPath}' '${bin}' "$@"\n`, { mode: 0o755 })
  git('init', '-q', '-b', 'main')
  return {
    folder,
    git,
    audit,
    change: (edit) => {
      write('src/schema.ts', edit(readFileSync(at('src/schema.ts'), 'utf8')))
      const kit = join(packageRoot, 'node_modules/drizzle-kit/bin.cjs')
      execFileSync(process.execPath, [kit, 'generate', '--config', 'drizzle.config.ts'], { cwd: folder, env, stdio: 'pipe' })
    },
    commit: (message) => {
      git('add', '-A')
      git('commit', '-qm', message)
    },
    workflow: (more) => {
      const step = auditStep(readFileSync(at('.github/workflows/pte-db-audit.yml'), 'utf8'))
      const files = { GITHUB_OUTPUT: at('output.txt'), GITHUB_STEP_SUMMARY: at('summary.md') }
      for (const file of Object.values(files)) writeFileSync(file, '')
      const ran = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run], {
        cwd: folder,
        encoding: 'utf8',
        env: { ...env, ...files, ...step.env, ...more },
      })
      const { status, stdout, stderr } = ran
      const sarif: unknown = JSON.parse(readFileSync(at('pte-db-audit.sarif'), 'utf8'))
      return { status, stdout, stderr, comment: readFileSync(at('pte-db-audit.md'), 'utf8'), sarif }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

interface Step {
  readonly id?: string
  readonly run: string
  readonly env: Readonly<Record<string, string>>
}

function auditStep(workflow: string): Step {
  const { jobs } = parse(workflow) as { readonly jobs: { readonly audit: { readonly steps: readonly Step[] } } }
  const step = jobs.audit.steps.find(({ id }) => id === 'audit')
  if (!step) throw new Error('the workflow has no step that audits')
  return step
}
