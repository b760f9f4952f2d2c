import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Log } from 'sarif'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runMain } from './run-main.ts'

const SQL =
  'create table speaking_attempts (id uuid primary key, user_id text not null, created_at timestamp not null, scores jsonb, updated_at timestamp);'

let cwd: string
beforeAll(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'pte-db-audit-'))
  writeFileSync(join(cwd, '0001_first.sql'), SQL)
  const saved = await runMain(['check', '--migrations', '.', '--save-snapshot', 'app.json', '--fail-on', 'never'], { cwd })
  expect(saved.code, saved.stderr).toBe(0)
})

afterAll(() => rmSync(cwd, { recursive: true, force: true }))

const check = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runMain(['check', '--snapshot', 'app.json', ...args], { cwd, env })

const read = (name: string): string => readFileSync(join(cwd, name), 'utf8')

describe('several formats from one run', () => {
  test('each goes to its file, and says the same', async () => {
    const files = ['sarif', 'junit', 'gitlab', 'markdown', 'json', 'table'] as const
    const args = files.flatMap((format) => ['--format', format, '--output', `report.${format}`])
    const { code, stdout, stderr } = await check([...args, '--format', 'github'])
    expect([code, stderr]).toEqual([1, ''])
    const { findings } = JSON.parse(read('report.json')) as { readonly findings: readonly { readonly severity: string }[] }
    expect(findings.length).toBeGreaterThan(3)
    const [run] = (JSON.parse(read('report.sarif')) as Log).runs
    expect(run?.results).toHaveLength(findings.length)
    expect(run?.tool.driver.rules?.length).toBeGreaterThan(30)
    expect(JSON.parse(read('report.gitlab'))).toHaveLength(findings.length)
    expect(read('report.junit').match(/<failure /g)).toHaveLength(findings.length)
    expect(read('report.table')).toContain('Summary')
    const errors = findings.filter(({ severity }) => severity === 'error').length
    expect(stdout.match(/^::error /gm)).toHaveLength(Math.min(10, errors))
  })

  test('a comment has whole fixes, as the migration has them', async () => {
    const { stdout } = await check(['--format', 'markdown'])
    expect(stdout).toMatch(/^<!-- pte-db-audit -->\n/)
    expect(stdout).toMatch(
      /```sql\n-- SHARE UPDATE EXCLUSIVE on public\.speaking_attempts; schema changes wait; .+\nCREATE INDEX CONCURRENTLY /,
    )
    expect(stdout).toContain('- [ ] Backfill: ')
  })

  test('a format that there is not is refused with those that there are', async () => {
    const { code, stderr } = await check(['--format', 'xml'])
    expect(code).toBe(2)
    expect(stderr).toContain('table, json, sarif, junit, gitlab, github, markdown')
  })
})

const summaryAt = (name: string) => ({ GITHUB_STEP_SUMMARY: join(cwd, name) })

describe('the job summary of GitHub Actions', () => {
  test('is added to what is there', async () => {
    writeFileSync(join(cwd, 'summary.md'), 'earlier')
    expect((await check(['--format', 'github'], summaryAt('summary.md'))).stderr).toBe('')
    expect(read('summary.md')).toMatch(/^earlier\n<!-- pte-db-audit -->\n## ❌ /)
  })

  test('is for --format github only', async () => {
    await check(['--format', 'markdown'], summaryAt('none.md'))
    expect(() => read('none.md')).toThrow('ENOENT')
  })

  test('that cannot be written is a warning, and no loss of the result', async () => {
    const { code, stdout, stderr } = await check(['--format', 'github'], summaryAt('absent/summary.md'))
    expect(code).toBe(1)
    expect(stdout).toContain('::error ')
    expect(stderr).toMatch(/^warning: The job summary is not written to GITHUB_STEP_SUMMARY: .+\n$/)
  })

  test('that is full is left as it is', async () => {
    writeFileSync(join(cwd, 'full.md'), 'x'.repeat(1_000_000))
    const { stderr } = await check(['--format', 'github'], summaryAt('full.md'))
    expect(stderr).toContain('leaves no room')
    expect(read('full.md')).toHaveLength(1_000_000)
  })
})

const uriOf = async (args: readonly string[], env: Readonly<Record<string, string>>): Promise<string | undefined> => {
  const { stdout } = await check(['--format', 'sarif', ...args], env)
  const results = (JSON.parse(stdout) as Log).runs[0]?.results ?? []
  return results[0]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri
}

describe('where findings are shown that no file is known to say', () => {
  test('is the config, from the root of the repository', async () => {
    writeFileSync(join(cwd, 'own.yaml'), 'failOn: warn\n')
    expect(await uriOf([], {})).toBe('pte-db-audit.yaml')
    expect(await uriOf(['--config', 'own.yaml'], {})).toBe('own.yaml')
    const above = join(cwd, '..')
    const folder = cwd.slice(above.length + 1)
    expect(await uriOf([], { GITHUB_WORKSPACE: above })).toBe(`${folder}/pte-db-audit.yaml`)
    expect(await uriOf(['--config', 'own.yaml'], { CI_PROJECT_DIR: above })).toBe(`${folder}/own.yaml`)
    expect(await uriOf([], { GITHUB_WORKSPACE: join(cwd, 'elsewhere') })).toBe('pte-db-audit.yaml')
  })
})
