import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { currentReadme } from '../../scripts/docs.ts'
import { packageRoot } from '../../src/package-root.ts'

const read = (file: string): string => readFileSync(join(packageRoot, file), 'utf8')

it('README.md has the rules and the options of today: npm run docs', async () => {
  expect(read('README.md')).toBe(await currentReadme())
})

it('.ci/run calls the test command of the README', () => {
  expect(read('README.md')).toContain('\nnpm ci && npm test\n')
  expect(read('.ci/run')).toContain('npm ci && npm test')
})

it.each(['README.md', 'CONTRIBUTING.md', 'DECISIONS.md'])('every link of %s to this repository leads somewhere', (document) => {
  const targets = read(document)
    .split('](')
    .slice(1)
    .map((rest) => rest.slice(0, rest.indexOf(')')))
    .filter((target) => !target.includes('://'))
  for (const target of targets) expect(existsSync(join(packageRoot, target)), target).toBe(true)
})

it('the lock file names no registry', () => {
  expect(read('package-lock.json')).not.toContain('"resolved"')
})

it('the lock file belongs to package.json', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<string, unknown>
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Record<string, unknown>> }
  expect(packages['']).toMatchObject({ dependencies, devDependencies })
})
