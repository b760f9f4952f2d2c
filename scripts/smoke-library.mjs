import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'

const root = fileURLToPath(new URL('..', import.meta.url))
const installed = join(root, 'node_modules')

/** Other projects resolve the package and its types, however their compiler is told to; it is no CommonJS, which Node's require takes too. */
export async function resolves(tarball) {
  const { types, problems } = await checkPackage(createPackageFromTarballData(readFileSync(tarball)), {
    excludeEntrypoints: [/schemas/],
  })
  assert(types, 'the tarball has no types')
  const expected = ['CJSResolvesToESM']
  assert.deepEqual(
    problems.filter(({ kind }) => !expected.includes(kind)),
    [],
  )
}

/** Compiles a project that uses all of the library, with the compiler of this repository and the older one that attw brings. */
export function compiles(cwd, run) {
  copyFileSync(join(root, 'test/package/consumer/uses.ts'), join(cwd, 'uses.mts'))
  const older = join(installed, '@arethetypeswrong/core/node_modules/typescript')
  for (const compiler of [join(installed, 'typescript'), older])
    for (const [module, moduleResolution] of [
      ['nodenext', 'nodenext'],
      ['esnext', 'bundler'],
    ]) {
      // The library's own types are checked as well, and nothing else declares anything.
      const options = { strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, skipLibCheck: false }
      const compilerOptions = { ...options, noEmit: true, target: 'es2022', lib: ['es2022'], types: [], module, moduleResolution }
      writeFileSync(join(cwd, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['uses.mts'] }))
      run(process.execPath, [join(compiler, 'bin/tsc'), '--project', '.'])
    }
}

/** Runs the example of the README, over migrations that keep the plan and over some that do not. `spawn` gives what it ended with, in `cwd`. */
export function example(cwd, spawn) {
  writeFileSync(join(cwd, 'audit.test.ts'), exampleIn(readFileSync(join(root, 'README.md'), 'utf8')))
  // Without one vitest looks for a configuration in the folders above.
  writeFileSync(join(cwd, 'vitest.config.mjs'), 'export default {}\n')
  link('vitest', cwd)
  const vitest = (status, env = {}) => {
    const ran = spawn(process.execPath, [join(installed, 'vitest/vitest.mjs'), 'run', '--root', cwd], env)
    const told = ran.stdout + ran.stderr
    assert.equal(ran.status, status, told)
    return told
  }
  mkdirSync(join(cwd, 'drizzle'))
  migrate(cwd, '0001_table.sql', 'create table activity_logs (user_id int, action text, created_at timestamptz not null);')
  const lacking = vitest(1)
  assert.match(lacking, /activity_logs has no index for \(user_id, created_at desc\)/)
  assert.match(lacking, /0001_table\.sql/)

  migrate(cwd, '0002_indexes.sql', 'create index on activity_logs (user_id, created_at);')
  migrate(cwd, '0003_indexes.sql', 'create index on activity_logs (action, created_at);')
  vitest(0)

  // Nothing listens there, and what could not be measured is not clean.
  const unreachable = vitest(1, { DATABASE_URL: 'postgres://me:hunter2@localhost:1/app' })
  assert.match(unreachable, /no server listens at localhost:1/)
  assert.doesNotMatch(unreachable, /hunter2/)
  rmSync(join(cwd, 'node_modules', 'vitest'))
}

/** In a process of its own, which ends by itself: nothing holds it open, and nobody but the caller writes anything. */
export function endsQuietly(cwd, run) {
  const script = `import { audit, collect, evaluate, loadRules } from 'pte-db-audit'
    const snapshot = await collect({ migrations: 'drizzle' })
    const { findings } = await evaluate(snapshot, await loadRules({ only: ['activity-user'] }))
    console.log((await audit({ snapshot })).length, findings.length)`
  const { stdout, stderr } = run(process.execPath, ['--input-type=module', '--eval', script])
  assert.deepEqual({ stdout, stderr }, { stdout: '0 0\n', stderr: '' })
}

const migrate = (cwd, name, sql) => writeFileSync(join(cwd, 'drizzle', name), sql)

function link(name, cwd) {
  const path = join(cwd, 'node_modules', name)
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(join(installed, name), path, 'junction')
}

/** The TypeScript of "As a library". */
function exampleIn(readme) {
  const section = readme.slice(readme.indexOf('\n## As a library\n'))
  const [, code] = section.split('```ts\n')
  assert(code, 'README.md has no example under "As a library"')
  return code.slice(0, code.indexOf('```'))
}
