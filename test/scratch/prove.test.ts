import { afterAll, describe, expect, test } from 'vitest'
import { checks } from '../../src/checks/index.ts'
import type { Connection } from '../../src/collect/connection.ts'
import { connect } from '../../src/source/server.ts'
import type { Plan, Step } from '../../src/fix/step.ts'
import { loadRules } from '../../src/rules/load.ts'
import type { RuleCheck } from '../../src/rules/parse-rule.ts'
import { prove, type ProveOptions } from '../../src/scratch/prove.ts'
import { startEmbedded } from '../../src/scratch/start.ts'
import { runSql } from '../checks/audit.ts'
import { startServer } from '../server.ts'
import { snapshotOf } from './structure.ts'
import { loadParser } from '../../src/sql/parse.ts'

await loadParser()
const { rules } = await loadRules({ cwd: '/', config: undefined, paths: [], checks: checks as readonly RuleCheck[] })

const DDL = `
create schema app;
create table app.users (id bigint generated always as identity primary key, email text not null unique);
create table app.speaking_attempts (
  id uuid primary key default gen_random_uuid(),
  user_id bigint not null references app.users on delete cascade,
  scores jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz
);
create table app.audit_log (at timestamptz not null default now(), what text not null);
create function app.log() returns trigger language plpgsql as $$ begin insert into app.audit_log (what) values (tg_op); return null; end $$;
create trigger log after insert or update on app.speaking_attempts for each row execute function app.log();
create index created on app.speaking_attempts (created_at);
`
const shared = await startEmbedded()
await runSql(shared, DDL)
const snapshot = await snapshotOf(shared)
afterAll(() => shared.close())

/** One database for all proofs that leave it usable: starting one takes longer than a proof. */
async function emptied(): Promise<Connection> {
  await shared.simple('DROP SCHEMA app CASCADE')
  return { ...shared, close: async () => {} }
}

const HISTORY = 'attempts-user-history:app.speaking_attempts:(user_id, created_at desc)'
const TABLE = { schema: 'app', name: 'speaking_attempts' }
const CREATE = 'CREATE INDEX history ON app.speaking_attempts (user_id, created_at)'

const index = (changes: Partial<Step> = {}): Step =>
  ({
    kind: 'definition',
    id: 'index app.history',
    title: 'index history',
    closes: [HISTORY],
    plan: ['1.1'],
    state: `'absent'`,
    up: [],
    clear: null,
    down: [],
    inTransaction: [
      { sql: CREATE, lock: null, blocks: 'writes', transactional: true, hazards: [], estimate: { rows: null, bytes: null } },
    ],
    drizzle: null,
    ...changes,
  }) as Step

const backfill: Step = {
  kind: 'backfill',
  id: 'backfill',
  title: 'backfill',
  closes: [],
  plan: [],
  table: TABLE,
  key: [{ column: 'id', type: 'uuid' }],
  assignments: [`total = (scores -> 'total')::numeric`],
  lacking: `total is null and jsonb_typeof(scores -> 'total') = 'number'`,
  leftOut: 'false',
  batchRows: 1000,
  estimate: { rows: null, bytes: null },
  fires: [],
}

const planOf = (steps: readonly Step[], questions: Plan['questions'] = []): Plan => ({
  format: 'pte-db-audit plan',
  version: 1,
  tool: '0.0.0',
  name: 'test',
  source: 'test',
  collectedAt: snapshot.collectedAt,
  requires: [],
  steps,
  questions,
  alsoClosed: [],
  proof: { outcome: 'not tried', on: null, statements: 0, closed: [], remarks: [] },
})

/** On the shared database, unless `start` says otherwise. */
const proofOf = (up: string, down: string, changes: Partial<ProveOptions> = {}) =>
  prove({
    plan: planOf([index()]),
    snapshot,
    rules,
    evaluate: { names: { tables: {}, columns: {} }, schemas: [] },
    scripts: { up, down },
    start: emptied,
    ...changes,
  })

const UP = `-- What it does
\\set ON_ERROR_STOP on
set lock_timeout = '2s';
create function pg_temp.unseen() returns integer language sql as 'select 1';
create index concurrently if not exists history on app.speaking_attempts (user_id, created_at);
comment on index app.history is 'plan 1.1; it''s';
`
const DOWN = 'drop index concurrently if exists app.history;'

describe('a migration', () => {
  test('that does what it says is proven', async () => {
    expect(await proofOf(UP, DOWN)).toEqual({
      outcome: 'proven',
      on: expect.stringMatching(/^PostgreSQL 18\.\d+, embedded$/) as string,
      statements: 4,
      closed: [HISTORY],
      remarks: [],
    })
  })

  test.each([
    [
      'fails',
      `${UP} drop table app.nothing;`,
      DOWN,
      'the migration failed at "drop table app.nothing": table "nothing" does not exist',
    ],
    ['is no SQL', `${UP}\nselect from where;`, DOWN, 'the migration is no SQL in line 8: syntax error at or near "where"'],
    [
      'closes nothing',
      'create index if not exists history on app.speaking_attempts (user_id, created_at desc nulls last);',
      DOWN,
      `${HISTORY} is not closed by the migration: `,
    ],
    [
      'breaks another promise',
      `${UP} alter table app.users add column if not exists updated_at timestamptz;`,
      `${DOWN} alter table app.users drop column if exists updated_at;`,
      'the migration brings a new finding, updated-at-trigger:app.users:updated_at trigger: ',
    ],
    [
      'cannot be run twice',
      `${CREATE};`,
      DOWN,
      `the migration, run a second time, failed at "${CREATE}": relation "history" already exists`,
    ],
    [
      'writes again when it runs twice',
      `${UP} insert into app.users (email) select gen_random_uuid();`,
      DOWN,
      'the migration is not done when it has run once: after a second time the copy has "app.users ',
    ],
    [
      'makes another object when it runs twice',
      `${UP} create index on app.users (id, email);`,
      DOWN,
      'the migration is not done when it has run once: after a second time the copy has ',
    ],
    [
      'changes documents',
      `${UP} update app.speaking_attempts set scores = '{}';`,
      DOWN,
      'the migration changes JSON documents: ',
    ],
  ])('that %s is not', async (_title, up, down, remark) => {
    const proof = await proofOf(up, down)
    expect(proof.outcome).toBe('failed')
    expect(proof.remarks[0]?.slice(0, remark.length)).toBe(remark)
  })
})

describe('a rollback', () => {
  test.each([
    [
      'that forgets an index',
      `${UP} create index if not exists extra on app.users (lower(email));`,
      DOWN,
      'the rollback does not restore the catalog: afterwards it has "index app.extra: CREATE INDEX extra ON app.users USING btree (lower(email))',
    ],
    [
      'that takes too much',
      UP,
      `${DOWN} drop index if exists app.created;`,
      'the rollback does not restore the catalog: afterwards it lacks "index app.created: CREATE INDEX created ON app.speaking_attempts',
    ],
    [
      'that runs only once',
      UP,
      'drop index app.history;',
      'the rollback, run a second time, failed at "drop index app.history": index "history" does not exist',
    ],
    [
      'that loses documents',
      UP,
      `${DOWN} update app.speaking_attempts set scores = null;`,
      'the rollback does not keep the JSON documents: ',
    ],
    [
      'that forgets a comment',
      `${UP} comment on column app.users.email is 'x';`,
      DOWN,
      'the rollback does not restore the catalog: afterwards it has "comment on table column app.users.email: x"',
    ],
    [
      'that forgets the comment on a trigger',
      `${UP} comment on trigger log on app.speaking_attempts is 'x';`,
      DOWN,
      'the rollback does not restore the catalog: afterwards it has "comment on trigger log on app.speaking_attempts: x"',
    ],
    [
      'that forgets the comment on a constraint',
      `${UP} comment on constraint users_email_key on app.users is 'x';`,
      DOWN,
      'the rollback does not restore the catalog: afterwards it has "comment on table constraint users_email_key on app.users: x"',
    ],
  ])('%s is found', async (_title, up, down, remark) => {
    const proof = await proofOf(up, down)
    expect(proof.outcome).toBe('failed')
    expect(proof.remarks[0]?.slice(0, remark.length)).toBe(remark)
  })
})

describe('an index that was invalid before', () => {
  const invalid = {
    ...snapshot,
    relations: snapshot.relations.map((relation) => ({
      ...relation,
      indexes: relation.indexes.map((each) => (each.name === 'created' ? { ...each, valid: false } : each)),
    })),
  }

  test.each([
    ['need not come back', `${UP} drop index if exists app.created;`, DOWN],
    ['may stay as it was rebuilt', `${UP} reindex index app.created;`, DOWN],
  ])('%s', async (_title, up, down) => {
    expect(await proofOf(up, down, { snapshot: invalid })).toMatchObject({ outcome: 'proven', remarks: [] })
  })
})

test('a question of the plan may be left as a new finding', async () => {
  const fingerprint = 'updated-at-trigger:app.users:updated_at trigger'
  const plan = planOf([index()], [{ fingerprint, title: '', question: '', evidence: [], examples: [] }])
  const up = `${UP} alter table app.users add column if not exists updated_at timestamptz;`
  const proof = await proofOf(up, `${DOWN} alter table app.users drop column if exists updated_at;`, { plan })
  expect(proof).toMatchObject({ outcome: 'proven', remarks: [] })
})

test('a finding that the copy never had is not said to be closed', async () => {
  const twice = {
    ...snapshot,
    relations: snapshot.relations.map((relation) => ({
      ...relation,
      indexes: relation.indexes.flatMap((each) =>
        each.name === 'created' ? [each, { ...each, name: 'created_too', options: ['nonsense=1'] }] : [each],
      ),
    })),
  }
  const redundant = 'redundant-indexes:app.speaking_attempts:created_too'
  const plan = planOf([index({ closes: [HISTORY, redundant] })])
  expect(await proofOf(UP, DOWN, { plan, snapshot: twice })).toMatchObject({
    outcome: 'partly',
    closed: [HISTORY],
    remarks: [
      `${redundant} was not seen on the copy, so closing it was not shown`,
      'not built: the index created_too of app.speaking_attempts: unrecognized parameter "nonsense"',
    ],
  })
})

describe('a backfill', () => {
  const plan = planOf([index(), backfill])
  const add = `${UP} alter table app.speaking_attempts add column if not exists total numeric;`
  const down = `${DOWN} alter table app.speaking_attempts drop column if exists total;`
  const fill = (condition: string) => `${add}
    update app.speaking_attempts set total = (scores ->> 'total')::numeric where total is null and ${condition};`

  test('meets numbers, text, objects and nothing', async () => {
    const proof = await proofOf(fill(`jsonb_typeof(scores -> 'total') = 'number'`), down, { plan })
    expect(proof).toMatchObject({ outcome: 'proven', remarks: [] })
  })

  test('that casts whatever there is fails', async () => {
    const proof = await proofOf(fill('true'), down, { plan })
    expect(proof.remarks[0]).toContain('invalid input syntax for type numeric: "n/a"')
  })

  test('that leaves rows is found', async () => {
    const proof = await proofOf(fill(`scores ->> 'total' = '72.5'`), down, { plan })
    expect(proof.remarks[0]).toBe('the backfill of app.speaking_attempts leaves 3 of its rows without a value')
  })
})

describe('what the copy cannot be', () => {
  test('is named, and the rest is tried', async () => {
    const [first, ...others] = snapshot.relations
    if (!first) throw new Error('no relation')
    const broken = {
      ...snapshot,
      relations: [first, ...others].map((relation) =>
        relation.name === 'speaking_attempts'
          ? {
              ...relation,
              columns: relation.columns.map((each) => (each.name === 'created_at' ? { ...each, default: 'app.clock()' } : each)),
            }
          : relation,
      ),
    }
    expect(await proofOf(UP, DOWN, { snapshot: broken })).toMatchObject({
      outcome: 'partly',
      closed: [HISTORY],
      remarks: ['not built: the default of app.speaking_attempts.created_at: function app.clock() does not exist'],
    })
  })

  test('such as a function that a trigger calls does not make the migration fail', async () => {
    const functions = snapshot.functions.map((each) => ({
      ...each,
      definition: each.definition?.replace('insert into', 'perform app.elsewhere(); insert into') ?? null,
    }))
    const up = `${UP} update app.speaking_attempts set updated_at = '2025-01-01' where updated_at is distinct from '2025-01-01';`
    expect(await proofOf(up, DOWN, { snapshot: { ...snapshot, functions } })).toMatchObject({
      outcome: 'partly',
      remarks: [
        'not built: the trigger log on app.speaking_attempts, which fails on the copy: function app.elsewhere() does not exist',
      ],
    })
  })
})

test('an endless migration is ended', async () => {
  const proof = await proofOf('do $$ begin loop end loop; end $$;', DOWN, { timeLimit: 8000, start: startEmbedded })
  expect(proof).toMatchObject({
    outcome: 'failed',
    remarks: ['the proof ended at the migration, "do $$ begin loop end loop; end $$": it took longer than the time limit'],
  })
})

test('an interrupt ends it', async () => {
  const controller = new AbortController()
  const proving = proofOf('do $$ begin loop end loop; end $$;', DOWN, { signal: controller.signal, start: startEmbedded })
  setTimeout(() => controller.abort(), 3000)
  await expect(proving).rejects.toMatchObject({ kind: 'interrupted' })
  const options = { signal: AbortSignal.abort(), start: startEmbedded }
  await expect(proofOf(UP, DOWN, options)).rejects.toMatchObject({ kind: 'interrupted' })
})

test('it can be tried on a database of a server', async () => {
  const server = await startServer(13)
  try {
    const proof = await proofOf(UP, DOWN, { start: () => connect(server.url, {}) })
    expect(proof).toMatchObject({ outcome: 'proven', on: expect.stringMatching(/^PostgreSQL 13\.\d+$/) as string, remarks: [] })
  } finally {
    await server.stop()
  }
})

test('a plan without steps is not tried', async () => {
  expect(await proofOf('', '', { plan: planOf([]) })).toMatchObject({ outcome: 'not tried', on: null })
})
