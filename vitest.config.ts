import { configDefaults, defineConfig } from 'vitest/config'

/** Run by `npm run test:fixes`, with the fixes of all fixtures on servers: they take a minute each. */
const SLOW = ['test/cli/fix-broken-off.test.ts', 'test/fix/fixtures-sync.test.ts', 'test/scratch/rebuild.test.ts']

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: process.env['PTE_DB_AUDIT_FIXES_ON_SERVERS'] === '1' ? configDefaults.exclude : [...configDefaults.exclude, ...SLOW],
    globalSetup: ['test/build.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: '100%', // vitest leaves one core idle by itself, which is half of a runner with two
  },
})
