import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../src/package-root.ts'
import { install, projectFolder } from '../init/project-folder.ts'

const readme = readFileSync(join(packageRoot, 'README.md'), 'utf8')
const SQL = 'create table speaking_attempts (id int primary key, user_id int, created_at timestamptz);'
const hook = readme.split('```sh\n').find((block) => block.startsWith('#!/bin/sh')) ?? expect.fail('no hook')

test('the hook of the README audits migrations that are about to be committed, and only those', () => {
  const folder = projectFolder({ 'drizzle/0.sql': SQL, 'README.md': '' })
  install(folder)
  const run = (program: string, ...args: string[]) =>
    spawnSync(program, args, { cwd: folder, encoding: 'utf8', env: { PATH: process.env['PATH'], HOME: folder } })
  writeFileSync(join(folder, 'hook.sh'), hook.split('```')[0]!)
  run('git', 'init', '--quiet')
  run('git', 'add', 'README.md')
  expect(run('sh', 'hook.sh')).toMatchObject({ status: 0, stdout: '' })
  run('git', 'add', 'drizzle')
  const { status, stdout } = run('sh', 'hook.sh')
  expect(status).toBe(1)
  expect(stdout).toContain('speaking_attempts')
})
