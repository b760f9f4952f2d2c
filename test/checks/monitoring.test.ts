import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checks } from '../../src/checks/index.ts'
import type { Connection } from '../../src/collect/connection.ts'
import type { Rule } from '../../src/rule.ts'
import { loadRules } from '../../src/rules/load.ts'
import type { RuleCheck } from '../../src/rules/parse-rule.ts'
import { connect } from '../../src/source/server.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { type Major, startServer, type TestServer } from '../server.ts'
import { audit } from './audit.ts'

await loadParser()
const { rules } = await loadRules({ cwd: '/', config: undefined, paths: [], checks: checks as readonly RuleCheck[] })
const rule = (id: string): Rule => {
  const found = rules.find((each) => each.id === id)
  if (!found) throw new Error(`there is no rule ${id}`)
  return found
}

describe.each([13, 18] as const)('PostgreSQL %i', (major: Major) => {
  let bare: TestServer
  let tuned: TestServer
  const open: Connection[] = []
  const outcome = async ({ url }: TestServer, id: string, role?: string): Promise<string> => {
    const target = new URL(url)
    if (role !== undefined) Object.assign(target, { username: role, password: 'secret' })
    const connection = await connect(target.href, {})
    open.push(connection)
    const { results } = await audit(connection, rule(id))
    return results.map(({ status, verdict, reason }) => [verdict ?? status, reason].filter(Boolean).join(': ')).join('; ')
  }

  beforeAll(async () => {
    ;[bare, tuned] = await Promise.all([
      startServer(major, { settings: { shared_preload_libraries: '', archive_mode: 'off' } }),
      startServer(major, {
        settings: {
          track_io_timing: 'on',
          log_min_duration_statement: '1000',
          archive_mode: 'on',
          archive_command: '/bin/true',
        },
      }),
    ])
    const admin = await connect(tuned.url, {})
    await admin.simple(
      "create extension pg_stat_statements; create role app login password 'secret'; select pg_switch_wal(); checkpoint",
    )
    await admin.close()
  })
  afterAll(async () => {
    await Promise.all(open.map((connection) => connection.close()))
    await Promise.all([bare, tuned].map((server) => server.stop()))
  })

  test.each([
    ['monitoring-io-timing', 'missing'],
    ['monitoring-slow-log', 'missing'],
    ['monitoring-statements', 'missing'],
    ['monitoring-archiving', 'missing'],
    ['monitoring-replica', 'missing'],
    ['monitoring-connections', 'present'],
  ])('%s as it comes is %s', async (id, expected) => expect(await outcome(bare, id)).toBe(expected))

  test.each(['monitoring-io-timing', 'monitoring-slow-log', 'monitoring-statements', 'monitoring-archiving'])(
    '%s holds when it is set',
    async (id) => expect(await outcome(tuned, id)).toBe('present'),
  )

  test('a plain role sees only its own statements, and no standby', async () => {
    expect(await outcome(tuned, 'monitoring-statements', 'app')).toBe('weaker')
    expect(await outcome(tuned, 'monitoring-replica', 'app')).toMatch(/^skipped: .*hidden/)
    expect(await outcome(tuned, 'monitoring-archiving', 'app')).toMatch(/^present|^skipped/)
    expect(await outcome(tuned, 'monitoring-slow-log', 'app')).toBe('present')
  })
})
