import type {
  Change,
  ColumnDefinition,
  IndexKeyDefinition,
  NewConstraint,
  NewIndex,
  NewTrigger,
} from '../../../src/fix/change.ts'
import { quote } from '../../../src/identifier.ts'
import type { Index, Snapshot } from '../../../src/snapshot.ts'

export interface Case {
  readonly name: string
  readonly ddl: readonly string[]
  readonly changes: (snapshot: Snapshot) => readonly Change[]
  readonly promise?: string
  /** What undoing does not bring back, by the beginning of its line in the catalog. */
  readonly stays?: readonly string[]
}

const named = (name: string) => ({ schema: 'public', name })
const attempts = named('attempts')

/** 63 bytes, with everything in it that quoting can get wrong. */
export const HOSTILE = "We\"ird $$ $up$ 'x' \\ ; -- /* % ÄÖÜ user $state$ 123456789012"
const WORST = 'x'.repeat(60) + 'é"'

const table = `CREATE TABLE attempts (id integer PRIMARY KEY, user_id integer, score integer, created_at timestamp NOT NULL DEFAULT now(),
  scores jsonb, name varchar(20), amount numeric(5,2), is_active boolean)`
const rows = `INSERT INTO attempts (id, user_id, score, scores, name, amount, is_active)
  SELECT n, n % 7 + 1, n % 90, '{}', n, n % 100, n % 2 = 0 FROM generate_series(1, 500) n`
const users = ['CREATE TABLE users (id integer PRIMARY KEY)', 'INSERT INTO users SELECT generate_series(1, 100)']

export const key = (column: string, descending = false, nullsFirst = descending): IndexKeyDefinition => ({
  column,
  sql: quote(column),
  descending,
  nullsFirst,
})

export const index = (more: Partial<NewIndex>): NewIndex => ({
  kind: 'index',
  table: attempts,
  name: 'attempts_user_created_idx',
  unique: false,
  method: 'btree',
  keys: [key('user_id'), key('created_at', true)],
  include: [],
  predicate: null,
  replaces: null,
  ...more,
})

export const constraint = (more: Partial<NewConstraint>): NewConstraint => ({
  kind: 'constraint',
  table: attempts,
  name: 'attempts_score_check',
  columns: ['score'],
  definition: { type: 'check', expression: 'score >= 0 AND score <= 90' },
  replaces: null,
  ...more,
})

const toUsers = { type: 'foreign key', references: named('users'), to: ['id'], onDelete: 'cascade' } as const

export const indexCalled = (snapshot: Snapshot, name: string): Index => {
  const found = snapshot.relations.flatMap(({ indexes }) => indexes).find((each) => each.name === name)
  if (!found) throw new Error(`no index ${name}`)
  return found
}

const setter = (name: string, column: string): Change => ({
  kind: 'function',
  table: attempts,
  function: named(name),
  parameters: [],
  returns: 'trigger',
  language: 'plpgsql',
  attributes: '',
  body: `begin new.${quote(column)} = now(); return new; end`,
  use: null,
})

const trigger = (more: Partial<NewTrigger>): NewTrigger => ({
  kind: 'trigger',
  table: attempts,
  name: 'attempts_touch',
  timing: 'BEFORE',
  events: 'UPDATE',
  function: named('touch'),
  arguments: [],
  replaces: null,
  ...more,
})

const column = (more: Partial<ColumnDefinition>): ColumnDefinition => ({
  name: 'extra',
  type: 'integer',
  notNull: false,
  default: null,
  ...more,
})

const invalidate = (name: string): string =>
  `UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'public.${name}'::regclass`

const partitioned = [
  'CREATE TABLE attempts (id integer, user_id integer, score integer, created_at timestamp NOT NULL) PARTITION BY RANGE (created_at)',
  `CREATE TABLE attempts_2024 PARTITION OF attempts FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')`,
  `CREATE SCHEMA old`,
  `CREATE TABLE old."Rest of 2025" PARTITION OF attempts FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY LIST (user_id)`,
  `CREATE TABLE old.${'p'.repeat(63)} PARTITION OF old."Rest of 2025" DEFAULT`,
  `INSERT INTO attempts SELECT n, n % 7 + 1, n % 90, timestamp '2024-12-01' + n * interval '1 hour' FROM generate_series(1, 2000) n`,
]

export const CASES: readonly Case[] = [
  { name: 'an index', ddl: [table, rows], changes: () => [index({})], promise: `plan 1.1: it's listed` },
  {
    name: 'a unique partial index with everything',
    ddl: [table, rows],
    changes: () => [
      index({
        unique: true,
        keys: [key('id'), key('score', true, false), { column: null, sql: '(lower(name))', descending: false, nullsFirst: true }],
        include: ['amount'],
        predicate: `is_active = true AND name <> 'x; '' y'`,
      }),
    ],
  },
  {
    name: 'an index of another method',
    ddl: [table, rows],
    changes: () => [index({ method: 'gin', keys: [key('scores')] })],
  },
  {
    name: 'an index in place of one in the wrong order',
    ddl: [
      table,
      rows,
      'CREATE INDEX wrong ON attempts (user_id, created_at DESC NULLS LAST) WITH (fillfactor = 70)',
      `COMMENT ON INDEX wrong IS 'the nightly export''s'`,
    ],
    changes: (snapshot) => [index({ replaces: indexCalled(snapshot, 'wrong') })],
    promise: 'listed',
  },
  {
    name: 'hostile names',
    ddl: [
      `CREATE TABLE ${quote(HOSTILE)} (${quote(WORST)} integer, ${quote(HOSTILE)} text)`,
      `INSERT INTO ${quote(HOSTILE)} VALUES (1, 'a')`,
      ...users,
    ],
    changes: () => {
      const own = { table: named(HOSTILE) }
      return [
        { kind: 'column', ...own, column: column({ name: 'Another "one"', type: 'text', default: `'$$ $up$ ; '' \\'` }) },
        index({ ...own, name: WORST, keys: [key(WORST), key(HOSTILE, true)], predicate: `${quote(HOSTILE)} <> '$sql$;'` }),
        constraint({
          ...own,
          name: WORST,
          columns: [HOSTILE],
          definition: { type: 'check', expression: `${quote(HOSTILE)} <> E'\\\\ $up$ ; ''x'` },
        }),
        constraint({ ...own, name: HOSTILE, columns: [WORST], definition: toUsers }),
        { ...setter(HOSTILE, HOSTILE), ...own } as Change,
        trigger({
          ...own,
          name: HOSTILE,
          function: named(HOSTILE),
          events: `INSERT OR UPDATE OF ${quote(HOSTILE)}`,
          arguments: [HOSTILE],
        }),
      ]
    },
    promise: HOSTILE,
  },
  {
    name: 'an index of a partitioned table',
    ddl: partitioned,
    changes: () => [index({})],
    promise: 'listed',
  },
  {
    name: 'an index of a partitioned table with a foreign partition',
    ddl: [
      ...partitioned,
      'DROP FOREIGN DATA WRAPPER IF EXISTS far CASCADE',
      'CREATE FOREIGN DATA WRAPPER far',
      'CREATE SERVER away FOREIGN DATA WRAPPER far',
      `CREATE FOREIGN TABLE attempts_far PARTITION OF attempts FOR VALUES FROM ('2020-01-01') TO ('2021-01-01') SERVER away`,
    ],
    changes: () => [index({})],
  },
  {
    name: 'an invalid index of a partitioned table',
    ddl: [
      ...partitioned,
      'CREATE INDEX half ON ONLY attempts (score)',
      'CREATE INDEX half_2024 ON attempts_2024 (score)',
      'ALTER INDEX half ATTACH PARTITION half_2024',
    ],
    changes: (snapshot) => [{ kind: 'reindex', table: attempts, index: indexCalled(snapshot, 'half') }],
    stays: ['index CREATE INDEX'],
  },
  {
    name: 'an invalid index',
    ddl: [table, rows, 'CREATE UNIQUE INDEX broken ON attempts (name DESC)', invalidate('broken')],
    changes: (snapshot) => [{ kind: 'reindex', table: attempts, index: indexCalled(snapshot, 'broken') }],
    stays: ['index CREATE UNIQUE INDEX broken'],
  },
  {
    name: 'an invalid index that a constraint needs',
    ddl: [table, rows, 'ALTER TABLE attempts ADD CONSTRAINT broken UNIQUE (name)', invalidate('broken')],
    changes: (snapshot) => [{ kind: 'reindex', table: attempts, index: indexCalled(snapshot, 'broken') }],
    stays: ['index CREATE UNIQUE INDEX broken'],
  },
  {
    name: 'an index in place of an invalid one',
    ddl: [table, rows, 'CREATE INDEX broken ON attempts (user_id)', invalidate('broken')],
    changes: (snapshot) => [index({ replaces: indexCalled(snapshot, 'broken') })],
    stays: ['index CREATE INDEX broken'],
  },
  {
    name: 'a dropped index',
    ddl: [table, rows, `CREATE INDEX spare ON attempts USING btree (user_id, (score + 1) DESC) INCLUDE (name) WHERE is_active`],
    changes: (snapshot) => [
      { kind: 'dropped index', table: attempts, index: indexCalled(snapshot, 'spare'), because: 'another does it' },
    ],
  },
  {
    name: 'a dropped index of a partitioned table',
    ddl: [...partitioned, 'CREATE INDEX spare ON attempts (score)', `COMMENT ON INDEX spare IS 'of no use'`],
    changes: (snapshot) => [
      { kind: 'dropped index', table: attempts, index: indexCalled(snapshot, 'spare'), because: 'another does it' },
    ],
  },
  { name: 'a CHECK', ddl: [table, rows], changes: () => [constraint({})] },
  {
    name: 'a CHECK in place of another',
    ddl: [
      table,
      rows,
      'ALTER TABLE attempts ADD CONSTRAINT narrow CHECK (score >= 0)',
      `COMMENT ON CONSTRAINT narrow ON attempts IS 'no score is negative'`,
    ],
    changes: () => [constraint({ replaces: { name: 'narrow', definition: 'CHECK ((score >= 0))' } })],
  },
  { name: 'a CHECK of a partitioned table', ddl: partitioned, changes: () => [constraint({})] },
  {
    name: 'a foreign key',
    ddl: [...users, table, rows],
    changes: () => [constraint({ name: 'fk', columns: ['user_id'], definition: toUsers })],
  },
  {
    name: 'a foreign key in place of one without an action',
    ddl: [
      ...users,
      table,
      rows,
      'ALTER TABLE attempts ADD CONSTRAINT old FOREIGN KEY (user_id) REFERENCES users (id) ON UPDATE CASCADE DEFERRABLE',
    ],
    changes: () => [
      constraint({
        name: 'fk',
        columns: ['user_id'],
        definition: toUsers,
        replaces: { name: 'old', definition: 'FOREIGN KEY (user_id) REFERENCES public.users(id) ON UPDATE CASCADE DEFERRABLE' },
      }),
    ],
  },
  {
    name: 'a foreign key of a partitioned table',
    ddl: [...users, ...partitioned],
    changes: () => [constraint({ name: 'fk', columns: ['user_id'], definition: toUsers })],
  },
  {
    name: 'a unique constraint',
    ddl: [table, rows],
    changes: () => [constraint({ name: 'attempts_name_key', columns: ['name'], definition: { type: 'unique' } })],
  },
  {
    name: 'a primary key on columns that could be null',
    ddl: [
      'CREATE TABLE attempts (a integer, "B" integer NOT NULL)',
      'INSERT INTO attempts SELECT n, n FROM generate_series(1, 100) n',
    ],
    changes: () => [constraint({ name: 'attempts_pkey', columns: ['a', 'B'], definition: { type: 'primary key' } })],
  },
  {
    name: 'a unique constraint of a partitioned table',
    ddl: partitioned.slice(0, 3),
    changes: () => [constraint({ name: 'attempts_key', columns: ['id', 'created_at'], definition: { type: 'unique' } })],
  },
  {
    name: 'a constraint that is not validated',
    ddl: [table, rows, 'ALTER TABLE attempts ADD CONSTRAINT c CHECK (score >= 0) NOT VALID'],
    changes: () => [{ kind: 'validation', table: attempts, constraint: 'c' }],
    stays: ['constraint attempts c'],
  },
  {
    name: 'columns',
    ddl: [table, rows],
    changes: () => [
      { kind: 'column', table: attempts, column: column({}) },
      {
        kind: 'column',
        table: attempts,
        column: column({ name: 'Made at', type: 'timestamp with time zone', notNull: true, default: 'now()' }),
      },
      { kind: 'column', table: attempts, column: column({ name: 'state', type: 'text', notNull: true, default: `'new'::text` }) },
    ],
  },
  {
    name: 'a column that changes all over',
    ddl: [
      table,
      rows,
      'ALTER TABLE attempts ALTER score SET DEFAULT 7, ADD CONSTRAINT positive CHECK (score >= 0)',
      'CREATE INDEX by_score ON attempts (score)',
    ],
    changes: () => [
      {
        kind: 'altered column',
        table: attempts,
        column: 'score',
        type: { from: 'integer', to: 'bigint' },
        setNotNull: true,
        default: { from: '(7)::bigint', to: '0' },
      },
    ],
  },
  {
    name: 'text that becomes numeric',
    ddl: [table, rows, `ALTER TABLE attempts ADD COLUMN points text DEFAULT '1'`],
    changes: () => [
      {
        kind: 'altered column',
        table: attempts,
        column: 'points',
        type: { from: 'text', to: 'numeric(6,1)' },
        setNotNull: true,
        default: null,
      },
    ],
  },
  {
    name: 'a table with what fills it',
    ddl: users,
    changes: () => [
      {
        kind: 'table',
        table: named('user_days'),
        columns: [
          column({ name: 'id', type: 'uuid', notNull: true, default: 'gen_random_uuid()' }),
          column({ name: 'user_id', notNull: true }),
          column({ name: 'day', type: 'timestamp without time zone', notNull: true, default: 'now()' }),
          column({ name: 'average', type: 'numeric(5,2)' }),
          column({ name: 'attempts', default: '0' }),
        ],
        primaryKey: ['id'],
        unique: [['user_id', 'day']],
        foreignKeys: [{ columns: ['user_id'], references: named('users'), to: ['id'], onDelete: 'cascade' }],
      },
      {
        kind: 'function',
        table: named('user_days'),
        function: named('refresh_user_days'),
        parameters: [`day date DEFAULT (CURRENT_DATE - '1 day'::interval)::date`, `"Only" integer = NULL`],
        returns: 'bigint',
        language: 'sql',
        attributes: '',
        body: `SELECT count(*) FROM public.user_days WHERE user_days.day >= refresh_user_days.day -- $body$`,
        use: 'once a day',
      },
      index({ table: named('user_days'), name: 'user_days_day_idx', keys: [key('day')] }),
      constraint({
        table: named('user_days'),
        name: 'user_days_check',
        columns: ['attempts'],
        definition: { type: 'check', expression: 'attempts >= 0' },
      }),
    ],
    promise: 'kept',
  },
  {
    name: 'a function and its trigger',
    ddl: [table, rows],
    changes: () => [setter('touch', 'created_at'), trigger({})],
  },
  {
    name: 'a trigger in place of a narrower one, which was disabled',
    ddl: [
      table,
      rows,
      'CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$begin new.created_at = now(); return new; end$$',
      'CREATE TRIGGER attempts_touch BEFORE UPDATE OF score ON attempts FOR EACH ROW WHEN (old.score IS DISTINCT FROM new.score) EXECUTE FUNCTION touch()',
      'ALTER TABLE attempts DISABLE TRIGGER attempts_touch',
      `COMMENT ON TRIGGER attempts_touch ON attempts IS 'of no use'`,
    ],
    changes: ({ relations }) => {
      const old = relations.find(({ name }) => name === 'attempts')?.triggers[0]
      return [trigger({ replaces: old?.definition ?? null })]
    },
  },
]
