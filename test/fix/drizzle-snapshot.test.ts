import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Change, ColumnDefinition, NewConstraint, NewIndex } from '../../src/fix/change.ts'
import { numberFunction } from '../../src/fix/extraction-number.ts'
import { renderDrizzle } from '../../src/fix/render/drizzle.ts'
import { deltasOf } from '../../src/fix/render/drizzle-deltas.ts'
import { editLines, schemaEdits } from '../../src/fix/render/drizzle-lines.ts'
import type { DefinitionStep, Plan } from '../../src/fix/step.ts'
import { quote } from '../../src/identifier.ts'
import { startEmbedded } from '../../src/scratch/start.ts'
import type { Snapshot } from '../../src/snapshot.ts'
import { drizzleTarget, writeMigration } from '../../src/source/migrations/drizzle-target.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { openProject, type Project } from './drizzle-project/project.ts'
import { snapshotAfter } from './plan/planned.ts'

const NOTES = { schema: 'public', name: 'notes' }
const USERS = { schema: 'public', name: 'users' }

const column = (name: string, type: string, value: string | null = null, notNull = false): Change => ({
  kind: 'column',
  table: NOTES,
  column: { name, type, default: value, notNull },
})

const index = (name: string, given: Partial<NewIndex>): Change => ({
  kind: 'index',
  table: NOTES,
  name,
  unique: false,
  method: 'btree',
  keys: [],
  include: [],
  predicate: null,
  replaces: null,
  ...given,
})

const key = (name: string, descending = false, nullsFirst = descending): NewIndex['keys'][number] => ({
  column: name,
  sql: quote(name),
  descending,
  nullsFirst,
})

const constraint = (name: string, columns: readonly string[], definition: NewConstraint['definition']): NewConstraint => ({
  kind: 'constraint',
  table: NOTES,
  name,
  columns,
  definition,
  replaces: null,
})

const plain = (name: string, type: string, value: string | null = null): ColumnDefinition => ({
  name,
  type,
  default: value,
  notNull: false,
})

const ODD = `o"dd \`name\` \${x} \\ 'y'`

/** Every kind of thing that a plan can make, in every spelling that drizzle-kit has for it. */
const CHANGES: readonly Change[] = [
  {
    kind: 'table',
    table: { schema: 'public', name: 'note_days' },
    columns: [plain('user_id', 'text'), plain('day', 'date', 'CURRENT_DATE'), plain('n', 'integer', '0'), plain('id', 'uuid')],
    primaryKey: ['user_id', 'day'],
    unique: [['id'], ['n', 'id']],
    foreignKeys: [{ columns: ['user_id'], references: USERS, to: ['id'], onDelete: 'cascade' }],
  },
  column('a_text', 'text', "'it''s'::text", true),
  column('a_boolean', 'boolean', 'true', true),
  column('a_false', 'boolean', 'false'),
  column('a_numeric', 'numeric(5,2)', '0'),
  column('a_number', 'numeric'),
  column('a_time', 'timestamp(3) with time zone', 'now()'),
  column('a_local_time', 'timestamp without time zone', 'CURRENT_TIMESTAMP'),
  column('a_short_time', 'timestamp(0) without time zone'),
  column('an_id', 'uuid', 'gen_random_uuid()'),
  column('a_bigint', 'bigint', "'5'::bigint"),
  column('a_smallint', 'smallint', '-1'),
  column('a_real', 'real', '0.5'),
  column('a_double', 'double precision', '1.5'),
  column('a_varchar', 'character varying(20)', "'x'::character varying"),
  column('a_wide_varchar', 'character varying'),
  column('a_date', 'date', '(CURRENT_DATE + 1)'),
  column('a_document', 'jsonb', `'{"a": [1, "it''s"]}'::jsonb`),
  column('an_inet', 'inet'),
  column(ODD, 'integer'),
  numberFunction(NOTES, 'integer'),
  {
    kind: 'extraction',
    table: NOTES,
    document: 'about',
    documentType: 'jsonb',
    columns: [{ name: 'total', type: 'integer', keys: ["it's", 'total'], exists: false }],
    sync: 'generated',
  },
  {
    kind: 'altered column',
    table: NOTES,
    column: 'body',
    type: { from: 'character varying(200)', to: 'character varying(300)' },
    setNotNull: true,
    default: { from: null, to: "'none'::character varying" },
  },
  index('notes_parent_idx', {
    keys: [key('parent_id'), key('author_id', true), key('id', true, false), key('a_text', false, true)],
  }),
  index('notes_expression_idx', {
    keys: [{ column: null, sql: '(lower(body))', descending: true, nullsFirst: false }, key('id')],
    predicate: "body <> 'a `quoted` ${x} \\ text'",
  }),
  index('notes_about_idx', { method: 'gin', keys: [key('about')] }),
  index('notes_include_idx', { keys: [key('id')], include: ['body'] }),
  index(ODD, { unique: true, keys: [key(ODD)] }),
  constraint('notes_key', ['parent_id', 'id'], { type: 'unique' }),
  constraint('notes_id', ['id'], { type: 'primary key' }),
  constraint('notes_author_fkey', ['author_id'], { type: 'foreign key', references: USERS, to: ['id'], onDelete: 'set null' }),
  {
    ...constraint('notes_body_length', ['body'], { type: 'check', expression: 'length(body) between 1 and 300' }),
    replaces: { name: 'notes_body_check', definition: 'CHECK ((length((body)::text) > 0))' },
  },
]

let project: Project
let snapshot: Snapshot
beforeAll(async () => {
  await loadParser()
  project = openProject()
  await project.kit('generate', '--name', 'init')
  const embedded = await startEmbedded()
  snapshot = await snapshotAfter(embedded, readFileSync(join(project.folder, 'drizzle/0000_init.sql'), 'utf8'))
  await embedded.close()
}, 120_000)
afterAll(() => project.remove())

test('a text that Drizzle would cut is refused', () => {
  const statement = {
    sql: "select '--> statement-breakpoint'",
    lock: null,
    blocks: 'nothing',
    transactional: true,
    hazards: [],
  } as const
  const step: DefinitionStep = {
    kind: 'definition',
    id: 'x',
    title: 'x',
    closes: [],
    plan: [],
    state: '',
    up: [],
    clear: null,
    down: [],
    inTransaction: [{ ...statement, estimate: { rows: null, bytes: null } }],
    drizzle: null,
  }
  const proof = { outcome: 'not tried', on: null, statements: 0, closed: [], remarks: [] } as const
  const plan: Plan = {
    format: 'pte-db-audit plan',
    version: 1,
    tool: '0',
    name: 'x',
    source: 'x',
    collectedAt: '',
    requires: [],
    steps: [step],
    questions: [],
    alsoClosed: [],
    proof,
  }
  expect(() => renderDrizzle(plan, [])).toThrow('where Drizzle would cut it. Use --style sql.')
})

test('drizzle-kit finds nothing to do when the schema has the lines of everything that a plan can make', async () => {
  const notes = snapshot.relations.find(({ name }) => name === 'notes')!
  const changes: readonly Change[] = [
    ...CHANGES,
    {
      kind: 'dropped index',
      table: NOTES,
      index: notes.indexes.find(({ name }) => name === 'notes_body_idx')!,
      because: 'another',
    },
  ]
  const edits = schemaEdits(
    changes.map((change) => ({ change, closes: [], plan: [], promise: null })),
    snapshot,
  )
  const target = await drizzleTarget(join(project.folder, 'drizzle'), 'everything', new Date())
  const deltas = changes.flatMap((change) => deltasOf(change, snapshot))
  writeMigration(target, { sql: 'select 1', beside: [], deltas })
  const lines = editLines(edits)
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('goldens/drizzle-lines.txt')
  project.editSchema(['Schema', ...lines.map((line) => `         ${line}`), 'Next'].join('\n'))
  expect(await project.kit('generate')).toContain('No schema changes')
})
