import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readRepository } from '../../src/source/repository.ts'
import { gitConfig, install, projectFolder } from './project-folder.ts'

const SQL = 'create table a (id int primary key);'
const read = (files: Readonly<Record<string, string>>, folder = '') => readRepository(join(projectFolder(files), folder))

describe('migrations', () => {
  test.each([
    ['as drizzle.config says', { 'drizzle.config.ts': "export default { out: './db/out/' }", 'drizzle/0.sql': SQL }, 'db/out'],
    ['where drizzle-kit writes when its config does not say', { 'drizzle.config.ts': 'export default {}' }, 'drizzle'],
    [
      'a journal',
      { 'drizzle/meta/_journal.json': '{"entries":[{"idx":0,"tag":"a","when":1,"breakpoints":true}]}', 'drizzle/a.sql': SQL },
      'drizzle',
    ],
    [
      "Prisma's",
      { 'prisma/migrations/1_a/migration.sql': SQL, 'prisma/migrations/migration_lock.toml': 'provider = "postgresql"' },
      'prisma/migrations',
    ],
    ["Supabase's", { 'supabase/migrations/1_a.sql': SQL }, 'supabase/migrations'],
    ['plain files', { 'migrations/1.sql': SQL }, 'migrations'],
    ['a folder without any', { 'migrations/README.md': '' }, null],
    [
      'a folder for another database',
      { 'prisma/migrations/1_a/migration.sql': SQL, 'prisma/migrations/migration_lock.toml': 'provider = "mysql"' },
      null,
    ],
    ['nothing', {}, null],
  ])('%s', async (_what, files, migrations) => {
    expect((await read(files)).migrations).toBe(migrations)
  })
})

describe('package manager', () => {
  test.each([
    ['package-lock.json', { 'package-lock.json': '{}' }, 'npm'],
    ['pnpm-lock.yaml', { 'pnpm-lock.yaml': '' }, 'pnpm'],
    ['bun.lock', { 'bun.lock': '' }, 'bun'],
    ['a first yarn.lock', { 'yarn.lock': '# yarn lockfile v1\n' }, 'yarn 1'],
    ['a later yarn.lock', { 'yarn.lock': '# generated\n\n__metadata:\n  version: 8\n' }, 'yarn'],
    [
      'packageManager of two lock files',
      { 'package-lock.json': '{}', 'pnpm-lock.yaml': '', 'package.json': '{"packageManager":"npm@11.0.0"}' },
      'npm',
    ],
    ['packageManager with a version of Yarn', { 'yarn.lock': '', 'package.json': '{"packageManager":"yarn@4.1.0"}' }, 'yarn'],
    ['no lock file', { 'package.json': '{"packageManager":"pnpm@10.0.0"}' }, undefined],
    ['a broken package.json', { 'package.json': '{', 'package-lock.json': '{}' }, 'npm'],
  ])('%s', async (_what, files, manager) => {
    expect((await read(files)).install?.manager).toBe(manager)
  })
})

describe('CI', () => {
  test.each([
    ['.github', { '.github/CODEOWNERS': '' }, ['github']],
    ['.gitlab-ci.yml', { '.gitlab-ci.yml': '' }, ['gitlab']],
    ['both', { '.gitlab-ci.yml': '', '.github/x': '' }, ['github', 'gitlab']],
    ['a file wins over the remote', { '.gitlab-ci.yml': '', '.git/config': gitConfig('git@github.com:me/app.git') }, ['gitlab']],
    ['a GitHub remote', { '.git/config': gitConfig('git@github.com:me/app.git') }, ['github']],
    ['a GitHub remote with a scheme', { '.git/config': gitConfig('https://me@github.com/me/app') }, ['github']],
    ['a GitLab of their own', { '.git/config': gitConfig('ssh://git@gitlab.example.com:2222/me/app.git') }, ['gitlab']],
    ['another place with such a name in its path', { '.git/config': gitConfig('https://example.com/github.com/app') }, []],
    ['nothing', {}, []],
  ])('%s', async (_what, files, ci) => {
    expect((await read(files)).ci).toEqual(ci)
  })
})

test('a package of a monorepo: its folder, the lock file above it, the branch that is cloned', async () => {
  const root = projectFolder({
    '.git/config': gitConfig('git@github.com:me/app.git'),
    '.git/refs/remotes/origin/HEAD': 'ref: refs/remotes/origin/trunk\n',
    'pnpm-lock.yaml': '',
    '.nvmrc': '22',
    'package.json': '{"devDependencies":{"pte-db-audit":"^0.1.0"}}',
    'apps/api/package.json': '{}',
    'apps/api/migrations/1.sql': SQL,
  })
  install(root)
  expect(await readRepository(join(root, 'apps/api'))).toEqual({
    root,
    folder: 'apps/api',
    migrations: 'migrations',
    install: { manager: 'pnpm', folder: '' },
    dependency: true,
    modules: '../..',
    nodeVersionFile: '.nvmrc',
    ci: ['github'],
    defaultBranch: 'trunk',
  })
})

test('a lock file above the repository is none of its', async () => {
  const root = projectFolder({ 'package-lock.json': '{}', 'app/.git/config': '', 'app/package.json': '{}' })
  expect((await readRepository(join(root, 'app'))).install).toBeNull()
})

test('a worktree has the remotes of its repository', async () => {
  const root = projectFolder({
    'main/.git/config': gitConfig('git@github.com:me/app.git'),
    'main/.git/worktrees/other/commondir': '../..\n',
    'other/.git': 'gitdir: ../main/.git/worktrees/other\n',
  })
  expect((await readRepository(join(root, 'other'))).ci).toEqual(['github'])
})

test('without a repository the folder is all there is', async () => {
  const root = projectFolder({ 'migrations/1.sql': SQL })
  mkdirSync(join(root, 'a'))
  expect(await readRepository(root)).toMatchObject({ root, folder: '', defaultBranch: 'main', install: null })
})
