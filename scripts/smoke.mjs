// npm run smoke: packs the package, installs the tarball alone in an empty folder, and uses it as `npx` would.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compiles, endsQuietly, example, resolves } from './smoke-library.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
/** What is slow, or takes a share of the time, is so by the clock of this machine, and not the same twice. */
const TIMED = ['slow-statements', 'jsonb-access']
const folder = mkdtempSync(join(tmpdir(), 'pte-db-audit-smoke-'))
const home = join(folder, 'home')
// An empty cache and home of its own, and no database that the environment names.
const env = { ...process.env, PTE_DB_AUDIT_CACHE: join(folder, 'cache'), HOME: home, NO_COLOR: '1' }
for (const variable of Object.keys(env))
  if (variable === 'DATABASE_URL' || /^PG[A-Z]+$/.test(variable) || variable.startsWith('npm_config_')) delete env[variable]

try {
  mkdirSync(home)
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', folder], root).stdout.replace(/^[^[]*/, ''))
  const tarball = join(folder, packed.filename)
  lookInside(packed)
  run('npx', ['--no-install', 'publint', tarball, '--strict'], root)
  await resolves(tarball)

  const empty = join(folder, 'empty')
  mkdirSync(empty)
  // The machine's own npm configuration applies: the dependencies come from where the clone's came from.
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', tarball], empty, { ...process.env })
  use(empty)
  // A pull request, as the generated workflow audits it, with what was unpacked.
  const installed = join(empty, 'node_modules', name)
  run('npx', ['--no-install', 'vitest', 'run', 'test/pull-request'], root, { ...process.env, PTE_DB_AUDIT_INSTALLED: installed })
  useLibrary(empty)
  console.log(`${packed.filename}: ${packed.files.length} files, ${(packed.size / 1e3).toFixed(0)} kB, runs alone`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function lookInside({ files }) {
  const paths = files.map(({ path }) => path)
  const expected = [
    'bin/pte-db-audit.js',
    'dist/main.js',
    'dist/index.js',
    'dist/types/index.d.ts',
    'dist/worker.js',
    'dist/rules.json',
    'dist/THIRD-PARTY-LICENSES.txt',
    'LICENSE',
  ]
  for (const path of [...expected, 'README.md', 'CHANGELOG.md']) assert(paths.includes(path), `${path} is not in the tarball`)
  const strays = paths.filter((path) =>
    ['src/', 'test/', 'bench/', 'scripts/', 'fixtures/'].some((stray) => path.startsWith(stray)),
  )
  assert.deepEqual(strays, [])
}

function use(cwd) {
  const npx = (...args) => spawn('npx', ['--no-install', name, ...args], cwd, env)
  assert.equal(expectCode(npx('--version'), 0).stdout.trim(), version)
  assert.match(expectCode(npx('--help'), 0).stdout, /pte-db-audit check/)
  const rules = JSON.parse(expectCode(npx('rules', '--json'), 0).stdout)
  assert(rules.length > 20, 'the rules of the plan are not in the tarball')
  for (const { id } of rules.slice(0, 3)) expectCode(npx('explain', id), 0)

  const first = expectCode(npx('check', '--demo', '--format', 'json'), 1)
  const { findings } = JSON.parse(first.stdout)
  assert(findings.length > 10, `the demo shows only ${findings.length} findings`)
  // Its data now comes from the cache; what is found is the same.
  const again = expectCode(npx('check', '--demo', '--format', 'json'), 1)
  assert.deepEqual(fingerprintsOf(again), fingerprintsOf(first))
  assert.match(expectCode(npx('check', '--demo'), 1).stdout, /speaking_attempts/)
  expectCode(npx('check', '--no-such-option'), 2)

  writeFileSync(join(cwd, 'drizzle.config.ts'), "export default { out: './db/out' } satisfies Config\n")
  assert.match(expectCode(npx('init', '--ci', 'github', '--dry-run'), 0).stdout, /MIGRATIONS: db\/out\n/)
}

function useLibrary(cwd) {
  compiles(cwd, (program, args) => run(program, args, cwd))
  example(cwd, (program, args, more) => spawn(program, args, cwd, { ...env, ...more }))
  endsQuietly(cwd, (program, args) => run(program, args, cwd, env))
}

function fingerprintsOf({ stdout }) {
  const { findings } = JSON.parse(stdout)
  return findings.filter(({ rule }) => !TIMED.includes(rule)).map(({ fingerprint }) => fingerprint)
}

function run(program, args, cwd, environment = process.env) {
  return expectCode(spawn(program, args, cwd, environment), 0)
}

function spawn(program, args, cwd, environment) {
  const command = [program, ...args].join(' ')
  const result = spawnSync(program, args, {
    cwd,
    env: environment,
    encoding: 'utf8',
    maxBuffer: 1e9,
    shell: process.platform === 'win32',
  })
  return { ...result, command }
}

function expectCode(result, code) {
  const told = `${result.command} ended with ${result.status}\n${result.stdout.slice(0, 2000)}\n${result.stderr.slice(0, 4000)}`
  assert.equal(result.status, code, told)
  return result
}
