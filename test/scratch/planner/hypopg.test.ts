import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Connection, rowsOf } from '../../../src/collect/connection.ts'
import { genericPlan } from '../../../src/scratch/planner/generic-plan.ts'
import type { IndexProof } from '../../../src/index-proof.ts'
import { proveOnServer } from '../../../src/scratch/planner/prove-on-server.ts'
import type { Snapshot } from '../../../src/snapshot.ts'
import { connect } from '../../../src/source/server.ts'
import { startServer, type TestServer } from '../../server.ts'
import { snapshotOf } from '../structure.ts'
import { type HypopgServer, installedHypopg, startHypopgServer } from './hypopg-server.ts'
import { asks, fillScene, shape } from './scene.ts'

const installation = installedHypopg()
if (!installation)
  console.log('hypopg is not asked: no PostgreSQL of /usr/lib/postgresql has it (apt-get install postgresql-15-hypopg)')

const byUser = 'select * from attempts where user_id = $1'
const newest = `${byUser} order by created_at desc limit $2`

describe.skipIf(!installation)('a server with hypopg', () => {
  let server: HypopgServer
  let connection: Connection
  let snapshot: Snapshot
  const prove = async (...requests: Parameters<typeof proveOnServer>[2]): Promise<readonly IndexProof[]> => {
    const proofs = await proveOnServer(connection, snapshot, requests)
    if ('reason' in proofs) throw new Error(proofs.reason)
    return proofs
  }

  beforeAll(async () => {
    server = await startHypopgServer(installation ?? '')
    connection = await connect(server.url, {}, {})
    await fillScene(connection)
    await connection.simple('create schema "Tools X"; create extension hypopg schema "Tools X"')
    snapshot = await snapshotOf(connection)
  })
  afterAll(async () => {
    await connection?.close()
    server?.stop()
  })

  test('plans with an index that is not there', async () => {
    const proofs = await prove(
      asks(newest, '(user_id, created_at)'),
      asks(newest, '(user_id, created_at desc nulls last)'),
      asks(`${byUser} and active = $2`, '(user_id) where active'),
      asks(`${byUser} and active`, '(user_id) where active'),
      asks('delete from attempts where user_id = $1 and $2 is null', '(user_id)'),
      asks('select * from attempts where user_id = $1 and created_at > now() - $2', '(user_id, created_at)'),
      asks('select * from settings where name = $1', '(name)', { schema: 'public', name: 'settings' }, 'settings'),
    )
    expect(proofs.map(shape)).toEqual([
      'Limit > Index Scan candidate',
      'Limit > Sort > Bitmap Heap Scan > Bitmap Index Scan candidate',
      'Seq Scan',
      'Bitmap Heap Scan > Bitmap Index Scan candidate',
      'ModifyTable > Result > Bitmap Heap Scan > Bitmap Index Scan candidate',
      'Bitmap Heap Scan > Bitmap Index Scan candidate',
      'Seq Scan',
    ])
    expect(proofs[0]).toMatchObject({ by: 'hypopg', used: true, remarks: [] })
    expect(proofs[0]?.on).toMatch(/^PostgreSQL \d+\.\d+, hypopg \d+\.\d+\.\d+$/)
    expect(proofs[2]).toMatchObject({ used: false })
    expect(proofs[5]).toMatchObject({ remarks: ['$2 is taken to be of type interval'] })
  })

  test('says of each that it does not plan why, and leaves nothing behind', async () => {
    const proofs = await prove(
      asks('select * from nowhere where a = $1', '(user_id)'),
      asks(byUser, '(nothing)'),
      asks(`${byUser}; drop table attempts`, '(user_id)'),
      { ...asks(byUser, ''), definition: 'drop table attempts' },
      asks(byUser, '(user_id)'),
    )
    expect(proofs.map(shape)).toEqual([
      'not planned: the server answered "relation "nowhere" does not exist" (SQLSTATE 42P01)',
      expect.stringContaining('column "nothing" does not exist'),
      'not planned: it is not one statement',
      'not planned: the definition of candidate is not one CREATE INDEX',
      'Bitmap Heap Scan > Bitmap Index Scan candidate',
    ])
    expect(await rowsOf(connection, 'select index_name from "Tools X".hypopg_list_indexes')).toEqual([])
    expect(await rowsOf(connection, 'select name from pg_prepared_statements')).toEqual([])
    expect(await rowsOf(connection, 'select pg_current_xact_id_if_assigned(), now() = statement_timestamp()')).toEqual([
      [null, 't'],
    ])
    expect((await snapshotOf(connection)).relations.map(({ indexes }) => indexes)).toEqual(
      snapshot.relations.map(({ indexes }) => indexes),
    )
  })

  test('sends nothing that writes, and all of it in read-only transactions', async () => {
    const sent: string[] = []
    const recorded: Connection = {
      ...connection,
      simple: (sql, ...handlers) => {
        sent.push(...sql.split(';\n'))
        return connection.simple(sql, ...handlers)
      },
    }
    await proveOnServer(recorded, snapshot, [asks(newest, '(user_id, created_at)'), asks(byUser, '(nothing)')])
    const [, ...inside] = sent
    const words = new Set(inside.map((sql) => sql.split(' ')[0]))
    expect([...words].toSorted()).toEqual(
      ['begin', 'commit', 'deallocate', 'explain', 'prepare', 'rollback', 'savepoint', 'select', 'set'].filter(
        (word) => snapshot.server.versionNumber < 160_000 || !['deallocate', 'prepare'].includes(word),
      ),
    )
    expect(inside.filter((sql) => sql.startsWith('begin'))).toEqual(Array(2).fill(expect.stringContaining('read only')))
    expect(inside.filter((sql) => sql.startsWith('set') && !sql.startsWith('set /* pte-db-audit */ local'))).toEqual([])
  })

  test('says whom it may not be asked by', async () => {
    await connection.simple('create role reader')
    try {
      await connection.simple('set role reader')
      expect(await proveOnServer(connection, snapshot, [asks(byUser, '(user_id)')])).toEqual({
        reason: 'this role may not call hypopg in the schema "Tools X"',
      })
    } finally {
      await connection.simple('reset role')
    }
  })

  test('an interruption ends all', async () => {
    const signal = AbortSignal.abort()
    await expect(proveOnServer(connection, snapshot, [asks(byUser, '(user_id)')], { signal })).rejects.toMatchObject({
      kind: 'interrupted',
    })
  })
})

describe('a server without hypopg', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer(18)
  })
  afterAll(() => server?.stop())

  test('says so', async () => {
    const connection = await connect(server.url, {}, {})
    const snapshot = await snapshotOf(connection)
    expect(await proveOnServer(connection, snapshot, [])).toEqual({
      reason: 'the extension hypopg is not installed in the database',
    })
    await connection.close()
  })

  test('plans alike by either way to a generic plan', async () => {
    const connection = await connect(server.url, {}, {})
    await fillScene(connection)
    await connection.simple('create index on attempts (user_id, created_at); begin read only')
    const statement = { sql: newest, parameters: 2 }
    const [prepared, explained] = [
      await genericPlan(connection, 150_000, statement),
      await genericPlan(connection, 180_000, statement),
    ]
    expect(prepared).toEqual(explained)
    expect(prepared.result.nodes.map(({ nodeType }) => nodeType)).toEqual(['Limit', 'Index Scan'])
    await expect(genericPlan(connection, 150_000, { sql: 'select 1 / 0', parameters: 0 })).rejects.toMatchObject({
      code: '22012',
    })
    expect(await rowsOf(connection, 'select name from pg_prepared_statements')).toEqual([])
    await connection.close()
  })
})
