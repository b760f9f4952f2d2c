// npm test [-- <vitest's own arguments>]: runs vitest and ends with one line of its counts, alone on that line.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs')
const folder = mkdtempSync(join(tmpdir(), 'pte-db-audit-test-'))
const file = join(folder, 'results.json')

try {
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...process.argv.slice(2)]
  const { status, signal } = spawnSync(process.execPath, [vitest, ...args], { stdio: 'inherit' })
  const { passed, failed, left } = countsOf(file)
  if (left > 0) console.log(`${left} skipped`)
  console.log(`${passed} passed, ${failed} failed`)
  // A run that tested nothing has shown nothing.
  process.exitCode = signal || failed > 0 || passed === 0 ? status || 1 : (status ?? 1)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** A file that could not be run at all has no failed test of its own and counts as one. */
function countsOf(path) {
  let results
  try {
    results = JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return { passed: 0, failed: 1, left: 0 }
  }
  const broken = results.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  )
  return {
    passed: results.numPassedTests,
    failed: results.numFailedTests + broken.length,
    left: results.numPendingTests + (results.numTodoTests ?? 0),
  }
}
