import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { githubWorkflow } from '../../src/init/github-workflow.ts'
import { gitlabJob } from '../../src/init/gitlab-job.ts'
import type { Project } from '../../src/init/project.ts'
import { gitConfig, install, projectFolder } from './project-folder.ts'
import { runMain } from '../cli/run-main.ts'

const project: Project = {
  folder: '',
  migrations: 'drizzle',
  install: null,
  nodeVersionFile: null,
  defaultBranch: 'main',
  version: '0.0.1',
}

interface Step {
  readonly id?: string
  readonly run: string
  readonly env: Readonly<Record<string, string>>
}

const githubStep = (): Step =>
  (parse(githubWorkflow(project)) as { jobs: { audit: { steps: Step[] } } }).jobs.audit.steps.find(({ id }) => id === 'audit') ??
  expect.fail()

const gitlabStep = (): Step => {
  const { script, variables } = Object.values(
    parse(gitlabJob(project)) as Record<string, { script: string[]; variables: Record<string, string> }>,
  )[0] as { script: string[]; variables: Record<string, string> }
  return { run: script.join('\n'), env: variables }
}

/** Runs a step as its CI does, in the project, with the command that is installed there. */
function run(cwd: string, { run: script, env }: Step, more: Readonly<Record<string, string>> = {}) {
  const output = join(cwd, 'output.txt')
  const summary = join(cwd, 'summary.md')
  for (const file of [output, summary]) writeFileSync(file, '')
  const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: cwd, GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary, ...env, ...more },
  })
  return { status, stdout, stderr, output: readFileSync(output, 'utf8'), summary: readFileSync(summary, 'utf8') }
}

const GOOD = 'create table users (id int primary key);'
const BAD =
  'create table users (id int primary key); create table speaking_attempts (id int primary key, user_id int, created_at timestamptz);'

/** A project with one migration, in which `init` has run. */
async function initialized(sql: string): Promise<string> {
  const folder = projectFolder({ '.git/config': gitConfig('git@github.com:me/app.git'), 'drizzle/0.sql': sql })
  install(folder)
  expect(await runMain(['init'], { cwd: folder })).toMatchObject({ code: 0, stderr: '' })
  return folder
}

describe('the workflow in a project', () => {
  let folder: string
  beforeAll(async () => {
    folder = await initialized(BAD)
  })

  test('is the one that init has written', () => {
    const written = parse(readFileSync(join(folder, '.github/workflows/pte-db-audit.yml'), 'utf8')) as object
    expect(written).toMatchObject({
      jobs: { audit: { steps: expect.arrayContaining([expect.objectContaining({ run: githubStep().run })]) } },
    })
  })

  test('fails for findings, with annotations, a summary, a comment and SARIF', () => {
    const ran = run(folder, githubStep())
    expect(ran.status).toBe(1)
    expect(ran.output).toBe('report=true\nsarif=true\n')
    expect(ran.stdout).toContain('::error')
    expect(ran.stdout).toContain('speaking_attempts')
    expect(ran.summary.startsWith('<!-- pte-db-audit -->')).toBe(true)
    expect(ran.summary).toBe(readFileSync(join(folder, 'pte-db-audit.md'), 'utf8'))
    expect(JSON.parse(readFileSync(join(folder, 'pte-db-audit.sarif'), 'utf8'))).toMatchObject({ version: '2.1.0' })
  })

  test('takes what it is told by variables', () => {
    expect(run(folder, githubStep(), { FAIL_ON: 'never', ARGS: '--only  attempts-user-history' }).status).toBe(0)
    // A shell would run the one and expand the other.
    const hostile = run(folder, githubStep(), { ARGS: '--only $(touch ran) * --fail-on never' })
    expect(hostile.status).toBe(2)
    expect(existsSync(join(folder, 'ran'))).toBe(false)
  })
})

test('a folder whose name a shell would take apart', () => {
  const name = `it's $(touch ran) "x"`
  const folder = projectFolder({ [`${name}/0.sql`]: GOOD })
  install(folder)
  const ran = run(folder, githubStep(), { MIGRATIONS: name, ARGS: '--fail-on never' })
  expect(ran.status).toBe(0)
  expect(existsSync(join(folder, 'ran'))).toBe(false)
})

test('a snapshot is used as soon as it is there', async () => {
  const folder = await initialized(BAD)
  writeFileSync(join(folder, 'pte-db-audit.snapshot.json'), 'no snapshot')
  const ran = run(folder, githubStep())
  expect(ran.status).toBe(2)
  expect(ran.stderr).toContain('pte-db-audit.snapshot.json')
})

test('a baseline is used as soon as it is there', async () => {
  const folder = await initialized(BAD)
  const accept = ['check', '--migrations', 'drizzle', '--baseline', 'pte-db-audit.baseline.yaml', '--update-baseline']
  expect(await runMain(accept, { cwd: folder })).toMatchObject({ code: 0 })
  expect(run(folder, githubStep()).status).toBe(0)
})

test('what could not be audited is told from findings, in the comment too', async () => {
  const folder = await initialized('create table users (id int primary key; -- a mistake')
  // A report of an earlier run must not stand for this one.
  writeFileSync(join(folder, 'pte-db-audit.md'), 'old')
  writeFileSync(join(folder, 'pte-db-audit.sarif'), 'old')
  const ran = run(folder, githubStep())
  expect(ran.status).toBe(2)
  expect(ran.stderr).toContain('0.sql:1')
  expect(ran.stdout).toContain('could not be audited (exit code 2)')
  expect(ran.output).toBe('report=true\n')
  expect(ran.summary.startsWith('<!-- pte-db-audit -->\n')).toBe(true)
  expect(ran.summary).toContain('could not audit')
})

test('in a package of a monorepo, places are told from the root', () => {
  const root = projectFolder({ 'apps/api/drizzle/0.sql': BAD })
  const folder = join(root, 'apps/api')
  install(folder)
  expect(run(folder, githubStep(), { GITHUB_WORKSPACE: root }).status).toBe(1)
  const { runs } = JSON.parse(readFileSync(join(folder, 'pte-db-audit.sarif'), 'utf8')) as { runs: { results: unknown[] }[] }
  expect(runs[0]?.results.length).toBeGreaterThan(0)
  for (const result of runs[0]?.results ?? []) expect(JSON.stringify(result)).toContain('"uri":"apps/api/')
})

test('the GitLab job leaves its reports', async () => {
  const folder = await initialized(BAD)
  const ran = run(folder, gitlabStep())
  expect(ran.status).toBe(1)
  expect(ran.stdout).toContain('speaking_attempts')
  expect(JSON.parse(readFileSync(join(folder, 'gl-code-quality-report.json'), 'utf8'))).not.toEqual([])
  expect(readFileSync(join(folder, 'pte-db-audit.junit.xml'), 'utf8')).toContain('<testsuites')
})

test.each([
  ['GitHub', githubStep],
  ['GitLab', gitlabStep],
])('on %s, a command that cannot be had is no finding', (_ci, step) => {
  const folder = projectFolder({ 'drizzle/0.sql': GOOD })
  // npx itself ends with 1.
  const ran = run(folder, step(), { npm_config_offline: 'true' })
  expect(ran.status).toBe(2)
  expect(ran.stdout).toContain('could not be audited')
})
