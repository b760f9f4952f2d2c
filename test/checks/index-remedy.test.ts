import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { IndexParams } from '../../src/checks/index-access.ts'
import type { Connection } from '../../src/collect/connection.ts'
import { evaluate } from '../../src/evaluate.ts'
import type { Snapshot } from '../../src/snapshot.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { connect } from '../../src/source/server.ts'
import { conditionsScene, READ_BY_A_SESSION } from '../oracle/conditions.ts'
import { startServer, type TestServer } from '../server.ts'
import { collected, runSql } from './audit.ts'
import { ownRule } from './own-rule.ts'

/** Keys that are written in one way and stored in another. */
const KEYS = [
  '(t collate "C")', '(tc collate "default")', '(tc collate "C")', '(v collate "POSIX")', '(extract(year from ts))', "(date_part('year', ts))", '(i in (1, 2))', "(v in ('a', 'b'))", '(i not in (1, 2))', '(i is distinct from 5)', '(i is distinct from null)', '(i is not distinct from s)',
  '(i between 1 and 5)', '(i not between 1 and 5)', '(i = any(array[1, 2]))', '(b is true)', '(t is null)', '(t isnull)', '(i > 5 and b)', '(not b)', '(i <> 5)', '(i != 5)', "(j @? '$.a')", "(j ->> 'a')", "((j ->> 'a')::int)", "(cast(j ->> 'a' as numeric(5,2)))", '(v::text)', '(t::varchar)', '(v::varchar(3))', "(coalesce(v, ''))", '(lower(answers.t))', '(lower(v))', '(lower(ci))',
  '(case when b then 1 end)', "(tz at time zone 'UTC')", "(date_trunc('day', ts))", "(ts + interval '1 day')", "(ts + '1 day')", "(t || 'x')", '(num + i)', '(i * 1.5)', '(i ^ 2)', '(arr[1])', "(position('a' in t))", '(trim(t))', '(substring(t from 1 for 2))', "(t like 'a%')", '(greatest(i, 5))', '(nullif(i, 0))', '(-i)', '(i::bigint)', "(j @> '{\"a\": 1}')", '("we""ird" % 2)', '("order" + 1)', "(coalesce(answers.v, 'x'))",
] // prettier-ignore

/** Nobody can judge these but a session; of the others no row is true. */
const SKIPPED = [...READ_BY_A_SESSION, 'i = null', 'i <> null', 'b = null']

const params = (own: Partial<IndexParams>): IndexParams => ({ equal: [], order: [], unique: false, method: 'btree', ...own })
const asked: readonly IndexParams[] = [
  ...conditionsScene.accesses,
  ...KEYS.flatMap((key) => [params({ equal: [key] }), params({ order: [`${key} desc`] })]),
  params({ equal: ['t'], unique: true, where: 'bn is not null and b' }),
]
const rules = asked.map((own, at) => ownRule('index', { ...own, name: `n${at}` }, { id: `r${at}`, tables: ['answers'] }))
const spelt = ({ where, equal, order }: IndexParams): string => where ?? [...equal, ...order].join(', ')

const options = { names: { tables: {}, columns: {} }, schemas: [] }

const held = (snapshot: Snapshot, rule: (typeof rules)[number]) => evaluate(snapshot, [rule], options)

describe.each([13, 18] as const)('PostgreSQL %i', (major) => {
  let server: TestServer
  let connection: Connection
  beforeAll(async () => {
    await loadParser()
    server = await startServer(major)
    connection = await connect(server.url, {}, {})
  })
  afterAll(async () => {
    await connection?.close()
    await server?.stop()
  })

  test(
    'the index that a finding asks for silences it, or the rule says why it cannot be judged',
    { timeout: 300_000 },
    async () => {
      await connection.simple(conditionsScene.table)
      await connection.simple('truncate answers')
      const bare = await collected(connection)
      const before = rules.map((rule) => held(bare, rule))
      const skipped = before.flatMap(({ results }, at) =>
        results[0]?.status === 'skipped' ? [spelt(asked[at] as IndexParams)] : [],
      )
      const never = major >= 17 ? ['id is null'] : []
      expect(skipped.toSorted()).toEqual([...SKIPPED, ...never].toSorted())
      expect(before.flatMap(({ findings }) => findings)).toHaveLength(rules.length - skipped.length)
      for (const { findings } of before) for (const { remedy } of findings) await runSql(connection, remedy)
      const built = await collected(connection)
      const still = rules.flatMap((rule, at) => {
        if (before[at]?.findings.length === 0) return []
        const { findings } = held(withOnly(built, `n${at}`), rule)
        return findings.map(({ remedy }) => remedy)
      })
      expect(still).toEqual([])
    },
  )
})

/** The other rules' indexes may serve this one too. */
const withOnly = (snapshot: Snapshot, name: string): Snapshot => ({
  ...snapshot,
  relations: snapshot.relations.map((relation) => ({
    ...relation,
    indexes: relation.indexes.filter((index) => index.name === name),
  })),
})
