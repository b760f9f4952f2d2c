import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gitConfig, projectFolder } from '../init/project-folder.ts'
import { runMain } from './run-main.ts'

const SQL = 'create table a (id int primary key);'
const GITHUB = { '.git/config': gitConfig('git@github.com:me/app.git') }
const WORKFLOW = '.github/workflows/pte-db-audit.yml'
const text = (root: string, path: string): string => readFileSync(join(root, path), 'utf8')

test('the configuration and the workflow are written, and what comes next is said', async () => {
  const root = projectFolder({ ...GITHUB, 'drizzle/0.sql': SQL, 'package-lock.json': '{}' })
  const { code, stdout, stderr } = await runMain(['init'], { cwd: root })
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toMatchInlineSnapshot(`
    "written        pte-db-audit.yaml
    written        .github/workflows/pte-db-audit.yml

    Next
      1. Install it:
         npm install --save-dev pte-db-audit
      2. Save what production knows, as a role that may only look (pte-db-audit doctor says what it needs):
         npx pte-db-audit check <url> --save-snapshot pte-db-audit.snapshot.json
      3. Accept what is there today, so that the gate is about what comes new:
         npx pte-db-audit check --migrations drizzle --workload pte-db-audit.snapshot.json --baseline pte-db-audit.baseline.yaml --update-baseline
      4. Read and commit the files.
    "
  `)
  expect(text(root, WORKFLOW)).toContain('MIGRATIONS: drizzle\n')
  expect(await runMain(['rules', '--json'], { cwd: root })).toMatchObject({ code: 0 })
})

test('a dry run shows whole files and writes none', async () => {
  const root = projectFolder({ ...GITHUB, 'drizzle/0.sql': SQL })
  const { code, stdout } = await runMain(['init', '--dry-run'], { cwd: root })
  expect(code).toBe(0)
  expect([existsSync(join(root, 'pte-db-audit.yaml')), existsSync(join(root, '.github'))]).toEqual([false, false])
  await runMain(['init'], { cwd: root })
  for (const path of ['pte-db-audit.yaml', WORKFLOW]) expect(stdout).toContain(`==> ${path} <==\n${text(root, path)}\n`)
})

test.each([WORKFLOW, '.github/workflows/pte-db-audit.yaml', 'pte-db-audit.yaml'])(
  '%s that is there is left as it is',
  async (path) => {
    const root = projectFolder({ ...GITHUB, 'drizzle/0.sql': SQL, [path]: 'mine' })
    for (const argv of [['init', '--dry-run'], ['init']]) {
      const { code, stdout } = await runMain(argv, { cwd: root })
      expect(code).toBe(0)
      expect(stdout).toContain(`left as it is  ${path}\n`)
      expect(text(root, path)).toBe('mine')
    }
    expect([WORKFLOW, 'pte-db-audit.yaml'].filter((each) => existsSync(join(root, each)))).toContain(
      path === 'pte-db-audit.yaml' ? WORKFLOW : 'pte-db-audit.yaml',
    )
  },
)

test('a package of a monorepo: the configuration beside it, the workflow at the root', async () => {
  const root = projectFolder({ ...GITHUB, 'apps/api/migrations/1.sql': SQL, 'pnpm-lock.yaml': '' })
  const { stdout } = await runMain(['init'], { cwd: join(root, 'apps/api') })
  expect(stdout).toContain('written        apps/api/pte-db-audit.yaml\n')
  expect(text(root, '.github/workflows/pte-db-audit-apps-api.yml')).toContain('working-directory: apps/api\n')
})

test.each([
  [{ '.gitlab-ci.yml': 'build: {}\n' }, 'Add to .gitlab-ci.yml:'],
  [{ '.git/config': gitConfig('git@gitlab.com:me/app.git') }, 'There is no .gitlab-ci.yml yet.'],
])('GitLab: a file to include, and the lines that include it', async (files, said) => {
  const root = projectFolder({ ...files, 'drizzle/0.sql': SQL })
  const { stdout } = await runMain(['init'], { cwd: root })
  expect(stdout).toContain(said)
  expect(stdout).toContain('include:\n       - local: .gitlab/pte-db-audit.gitlab-ci.yml\n')
  expect(existsSync(join(root, '.gitlab/pte-db-audit.gitlab-ci.yml'))).toBe(true)
  if ('.gitlab-ci.yml' in files) expect(text(root, '.gitlab-ci.yml')).toBe('build: {}\n')
  else expect(existsSync(join(root, '.gitlab-ci.yml'))).toBe(false)
})

test('--ci and --migrations say what the repository does not', async () => {
  const root = projectFolder({ 'db/x/1.sql': SQL })
  const unknown = await runMain(['init', '--dry-run'], { cwd: root })
  expect(unknown.stdout).toContain('No migrations were found')
  expect((await runMain(['init', '--dry-run', '--migrations', 'db/x'], { cwd: root })).stdout).toContain(
    'No CI system was recognized',
  )
  const { stdout } = await runMain(['init', '--migrations', './db/x/', '--ci', 'github'], { cwd: root })
  expect(stdout).toContain(`written        ${WORKFLOW}\n`)
  expect(text(root, WORKFLOW)).toContain('MIGRATIONS: db/x\n')
})

test.each([
  [['--migrations', 'nowhere'], '--migrations nowhere is no folder. Name the one that holds the migrations.'],
  [['--migrations', '..'], 'and so not in CI. Name a folder inside.'],
  [['--migrations', ''], 'It is empty. Name a file or folder.'],
  [['--ci', 'jenkins'], 'Allowed choices are github, gitlab, none.'],
])('init %j cannot be done', async (argv, message) => {
  const { code, stderr } = await runMain(['init', ...argv], { cwd: projectFolder({}) })
  expect(code).toBe(2)
  expect(stderr).toContain(message)
})

test('a folder that nobody may write to is said in one sentence', async () => {
  const root = projectFolder({ ...GITHUB, 'drizzle/0.sql': SQL, '.github': 'a file' })
  const { code, stderr } = await runMain(['init'], { cwd: root })
  expect(code).toBe(2)
  expect(stderr).toContain('cannot be written')
  expect(stderr.trim().split('\n')).toHaveLength(1)
})
