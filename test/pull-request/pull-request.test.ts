import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import { join } from 'node:path'
import { Client } from 'pg'
import type { Log, Result } from 'sarif'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startServer } from '../server.ts'
import { openRepository, type Repository, type WorkflowRun } from './repository.ts'

const ROWS = `insert into users select 'u' || n, 'user ' || n from generate_series(1, 50) n;
insert into speaking_questions select gen_random_uuid(), 'question ' || n from generate_series(1, 20) n;
insert into speaking_attempts (id, user_id, question_id, device)
  select gen_random_uuid(), 'u' || 1 + n % 50, (select id from speaking_questions limit 1), n % 100 from generate_series(1, 2000) n;
analyze`
/** One attempt that the plan wants found by its user. */
const NEW_TABLE = `
export const writing = pgTable('writing_attempts', {
  id: uuid('id').primaryKey(),
  userId: text('user_id').notNull(),
  createdAt: timestamp('created_at').notNull(),
})
`

let repository: Repository

/** Production has run the first migration, and statements find attempts by their device. */
async function saveProduction(): Promise<void> {
  const server = await startServer(18)
  const client = new Client({ connectionString: server.url })
  try {
    await client.connect()
    await migrate(drizzle(client), { migrationsFolder: join(repository.folder, 'drizzle') })
    await client.query(`create extension pg_stat_statements; ${ROWS}`)
    for (let device = 0; device < 40; device++)
      await client.query('select id, scores from speaking_attempts where device = $1', [device])
    const { status, stderr } = repository.audit(
      'check',
      server.url,
      '--save-snapshot',
      'pte-db-audit.snapshot.json',
      '--fail-on',
      'never',
    )
    expect(status, stderr).toBe(0)
  } finally {
    await client.end()
    await server.stop()
  }
}

beforeAll(async () => {
  repository = openRepository()
  repository.change((schema) => schema)
  await saveProduction()
  expect(repository.audit('init').status).toBe(0)
  const accepted = repository.audit(
    'check',
    '--migrations',
    'drizzle',
    '--workload',
    'pte-db-audit.snapshot.json',
    '--update-baseline',
  )
  expect(accepted.status, accepted.stderr).toBe(0)
  repository.commit('An application')
})
afterAll(() => repository.remove())

const onMain = (): WorkflowRun => repository.workflow({ GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/heads/main' })

/** What GitHub checks out for a pull request: the merge of the branch into main. */
function pullRequest(branch: string, edit: (schema: string) => string): WorkflowRun {
  const { git, change, commit, workflow } = repository
  git('checkout', '-q', '-b', branch, 'main')
  change(edit)
  commit(branch)
  git('checkout', '-q', '--detach', 'main')
  git('merge', '-q', '--no-ff', '-m', `Merge ${branch}`, branch)
  const ran = workflow({ GITHUB_EVENT_NAME: 'pull_request', GITHUB_BASE_REF: 'main' })
  git('checkout', '-q', 'main')
  return ran
}

const fixed = (schema: string): string => schema.replace('// fixed: ', '')
const fingerprintsIn = (results: readonly Result[]): readonly string[] =>
  results.map(({ ruleId, locations }) => `${ruleId} ${locations?.[0]?.logicalLocations?.[0]?.name ?? ''}`).toSorted()

test('main, whose findings are all accepted, passes', () => {
  const { status, stdout, comment } = onMain()
  expect([status, stdout.includes('::error')]).toEqual([0, false])
  expect(comment).toContain('by the baseline')
})

describe('a pull request that adds a table without its index, drops an index that is used, and fixes a finding', () => {
  let ran: WorkflowRun
  let results: readonly Result[]
  beforeAll(() => {
    ran = pullRequest('change', (schema) =>
      fixed(schema).replace("    index('attempts_device_idx').on(t.device),\n", '').concat(NEW_TABLE),
    )
    results = (ran.sarif as Log).runs[0]?.results ?? []
  })

  test('fails', () => expect(ran.status, ran.stderr).toBe(1))

  test('has what it introduces in SARIF, at the lines of the schema', () => {
    const introduced = results.filter(({ baselineState, suppressions }) => baselineState === 'new' && !suppressions?.length)
    expect(fingerprintsIn(introduced)).toEqual(
      expect.arrayContaining(['attempts-user-history writing_attempts', 'removed-indexes attempts_device_idx']),
    )
    expect(introduced.some(({ locations }) => locations?.[0]?.logicalLocations?.[0]?.name === 'users')).toBe(false)
    const [history] = introduced.filter(({ ruleId }) => ruleId === 'attempts-user-history')
    const schema = repository.git('show', 'change:src/schema.ts').split('\n')
    expect(history?.locations?.[0]?.physicalLocation).toMatchObject({
      artifactLocation: { uri: 'src/schema.ts' },
      region: { startLine: schema.findIndex((line) => line.includes('writing_attempts')) + 1 },
    })
  })

  test('has what was there before as unchanged, and accepted by the baseline', () => {
    const unchanged = results.filter(({ baselineState }) => baselineState === 'unchanged')
    expect(unchanged.length).toBeGreaterThan(3)
    expect(unchanged.every(({ suppressions }) => (suppressions?.length ?? 0) > 0)).toBe(true)
  })

  test('says in its comment what is new, what the dropped index served, and what is fixed', () => {
    expect(ran.comment).toMatch(/^<!-- pte-db-audit -->\n/)
    expect(ran.comment).toMatch(/Compared with origin\/main: \d+ introduced, \d+ unchanged, 2 fixed/)
    expect(ran.comment).toContain('1 statement (40 calls) has no other')
    expect(ran.comment).toContain('speaking\\_attempts (user\\_id, created\\_at desc)')
  })

  test('is annotated where it is written', () => {
    expect(ran.stdout).toMatch(/^::error .*file=src\/schema\.ts,line=\d+/m)
  })
})

test('a pull request that only fixes passes, and its baseline is stale', () => {
  const { status, comment } = pullRequest('fix', fixed)
  expect(status).toBe(0)
  expect(comment).toMatch(/The baseline .* is stale: 2 findings that it accepts are gone/)
})
