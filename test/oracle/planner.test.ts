import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../../src/source/server.ts'
import { startServer, type TestServer } from '../server.ts'
import { compareWithPlanner } from './planner.ts'

describe.each([13, 18] as const)('PostgreSQL %i', (major) => {
  let server: TestServer
  beforeAll(async () => void (server = await startServer(major)))
  afterAll(() => server?.stop())

  it('agrees with the planner on every pair of index and rule', { timeout: 300_000 }, async () => {
    const connection = await connect(server.url, {}, {})
    try {
      const { pairs, served, skipped, disagreements } = await compareWithPlanner(connection)
      console.log(
        `PostgreSQL ${major}: ${pairs} pairs, ${served} served, ${skipped} by skip scan, ${disagreements.length} disagreements`,
      )
      expect(disagreements).toEqual([])
      expect(pairs).toBeGreaterThanOrEqual(2000)
      expect(served).toBeGreaterThanOrEqual(300)
    } finally {
      await connection.close()
    }
  })
})
