import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Connection } from '../../src/collect/connection.ts'
import { connect } from '../../src/source/server.ts'
import { startServer, type TestServer } from '../server.ts'
import { accesses } from './accesses.ts'
import { BEYOND, kindBeyond } from './beyond.ts'
import { columnTypesScene } from './column-types.ts'
import { BEFORE_PREDICATE, conditionsScene } from './conditions.ts'
import { indexDefinitions } from './index-definitions.ts'
import { type Comparison, compareWithPlanner } from './planner.ts'
import { TABLE, TYPES } from './table.ts'

describe.each([13, 18] as const)('PostgreSQL %i', (major) => {
  let server: TestServer
  let connection: Connection
  beforeAll(async () => {
    server = await startServer(major)
    connection = await connect(server.url, {}, {})
  })
  afterAll(async () => {
    await connection?.close()
    await server?.stop()
  })

  const say = (what: string, { pairs, served, skipped, wrong, unseen }: Comparison): void =>
    console.log(
      `PostgreSQL ${major}, ${what}: ${pairs} pairs, ${served} served, ${skipped} by skip scan, ${wrong.length} wrong, ${unseen.length} unseen`,
    )

  it('agrees on the keys, directions, predicates, classes and methods of the plan', { timeout: 300_000 }, async () => {
    const scene = { table: TABLE, types: TYPES, definitions: indexDefinitions(), accesses: accesses() }
    const compared = await compareWithPlanner(connection, scene)
    say('keys', compared)
    expect([...compared.wrong, ...compared.unseen]).toEqual([])
    expect(compared.pairs).toBeGreaterThanOrEqual(2000)
    expect(compared.served).toBeGreaterThanOrEqual(300)
  })

  it('agrees on types, collations, expressions and quoted names', { timeout: 300_000 }, async () => {
    const compared = await compareWithPlanner(connection, columnTypesScene)
    say('column types', compared)
    expect([...compared.wrong, ...compared.unseen]).toEqual([])
    expect(compared.served).toBeGreaterThanOrEqual(300)
  })

  it('agrees on which condition proves which, but for what only a server can compute', { timeout: 300_000 }, async () => {
    const compared = await compareWithPlanner(connection, conditionsScene)
    say('conditions', compared)
    expect(compared.wrong).toEqual([])
    const kinds = compared.unseen.map(({ condition, definition }) => {
      const predicate = definition.slice(BEFORE_PREDICATE.length)
      return kindBeyond(condition, predicate) ?? `${condition} proves ${predicate}`
    })
    // No kind is missing, so that none is kept after we have learnt it.
    const known = Object.keys(BEYOND).filter((kind) => major === 18 || !kind.endsWith('18 takes apart'))
    expect([...new Set(kinds)].toSorted()).toEqual(known.toSorted())
  })
})
