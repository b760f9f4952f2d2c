// The slow tests of fixes: the migrations for every fixture run up, audited and run down on the oldest and the newest server instead of the
// embedded database, whoever keeps columns in step with their document, scripts that are broken off after each statement, and copies of every fixture built from its snapshot.
import { spawnSync } from 'node:child_process'

const files = [
  'test/fix/fixtures.test.ts',
  'test/fix/fixtures-sync.test.ts',
  'test/cli/fix-broken-off.test.ts',
  'test/scratch/rebuild.test.ts',
]
const { status } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...files], {
  stdio: 'inherit',
  env: { ...process.env, PTE_DB_AUDIT_FIXES_ON_SERVERS: '1' },
})
process.exitCode = status ?? 1
