import type { CollectOptions } from '../../src/collect/collect.ts'

export const collectOptions: CollectOptions = {
  source: { kind: 'server', label: 'test' },
  tool: '0.0.0',
  schemas: [],
  statementTimeout: 30_000,
  lockTimeout: 2_000,
  notes: [],
  standIns: [],
  now: () => new Date('2026-01-02T03:04:05Z'),
}
