// The tests of the collector, of connecting and of the whole command, on a real server of every supported major instead of the oldest and the newest.
import { spawnSync } from 'node:child_process'

const { status } = spawnSync(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    'test/collect',
    'test/source/server.test.ts',
    'test/cli/majors.test.ts',
    'test/checks/monitoring.test.ts',
  ],
  {
    stdio: 'inherit',
    env: { ...process.env, PTE_DB_AUDIT_ALL_MAJORS: '1' },
  },
)
process.exitCode = status ?? 1
