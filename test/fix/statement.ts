import type { BackfillStep, DefinitionStep, Plan, Statement } from '../../src/fix/step.ts'

/** A statement that takes no lock; what a test is about is given. */
export const statement = (sql: string, parts: Partial<Statement> = {}): Statement => ({
  sql,
  lock: null,
  blocks: 'nothing',
  transactional: true,
  hazards: [],
  estimate: { rows: null, bytes: null },
  ...parts,
})

export const definition = (id: string, parts: Partial<DefinitionStep> = {}): DefinitionStep => ({
  kind: 'definition',
  id,
  title: id,
  closes: [],
  plan: [],
  state: `'absent'`,
  up: [],
  clear: null,
  down: [],
  inTransaction: [],
  drizzle: null,
  ...parts,
})

export const backfill = (parts: Partial<BackfillStep> = {}): BackfillStep => ({
  kind: 'backfill',
  id: 'fill public.attempts',
  title: 'fill score of public.attempts from scores',
  closes: [],
  plan: [],
  table: { schema: 'public', name: 'attempts' },
  key: [{ column: 'id', type: 'integer' }],
  assignments: [`score = (scores ->> 'total')::integer`],
  lacking: `jsonb_typeof(scores -> 'total') = 'number' AND score IS DISTINCT FROM (scores ->> 'total')::integer`,
  leftOut: `scores ? 'total' AND jsonb_typeof(scores -> 'total') <> 'number'`,
  batchRows: 3,
  estimate: { rows: 10, bytes: null },
  fires: [],
  ...parts,
})

export const planOf = (parts: Partial<Plan> = {}): Plan => ({
  format: 'pte-db-audit plan',
  version: 1,
  tool: '0.1.0',
  name: 'scores',
  source: 'app on db.example.com:5432',
  collectedAt: '2025-01-25T12:00:00.000Z',
  requires: [],
  steps: [],
  questions: [],
  alsoClosed: [],
  proof: { outcome: 'not tried', on: null, statements: 0, closed: [], remarks: ['--no-verify was given'] },
  ...parts,
})
