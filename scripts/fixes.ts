// The migrations for every fixture, run up, audited and run down on the oldest and the newest server instead of the embedded database.
import { spawnSync } from 'node:child_process'

const { status } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', 'test/fix/fixtures.test.ts'], {
  stdio: 'inherit',
  env: { ...process.env, PTE_DB_AUDIT_FIXES_ON_SERVERS: '1' },
})
process.exitCode = status ?? 1
