import { accessOf, columnsOf, type IndexParams } from '../../src/checks/index-access.ts'
import { shapeOf } from '../../src/checks/index-serves.ts'
import { judge } from '../../src/checks/index-verdict.ts'
import { collect } from '../../src/collect/collect.ts'
import { type Connection, rowsOf } from '../../src/collect/connection.ts'
import { passes, type Verdict } from '../../src/finding.ts'
import type { EnumType, Relation } from '../../src/snapshot.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { answerOf, explain, parametersOf, prepareStatement, PRICES, queryOf, ROWS } from './ask-planner.ts'

/** A filled table `answers`, the indexes it may have, and the questions asked of each. */
export interface Scene {
  readonly table: string
  /** Types of the columns that are compared with a parameter, so that the generic plan compares like with like; text for the others. */
  readonly types: Readonly<Record<string, string>>
  /** The part of CREATE INDEX after the table's name, perhaps with `unique`, `invalid` or `not ready` before it. */
  readonly definitions: readonly string[]
  readonly accesses: readonly IndexParams[]
  /** Leaves out pairs of an index and a question; all are asked where it is missing. */
  readonly asks?: (definition: string, params: IndexParams) => boolean
}

export interface Comparison {
  readonly pairs: number
  readonly served: number
  /** Served on 18 only by skipping through a leading key: never a pass. */
  readonly skipped: number
  /** We let a rule pass that the planner does not serve. */
  readonly wrong: readonly Disagreement[]
  /** The planner serves what we do not let pass. */
  readonly unseen: readonly Disagreement[]
}

export interface Disagreement {
  readonly definition: string
  readonly query: string
  /** The rule's condition, else the empty string. */
  readonly condition: string
  readonly verdict: Verdict
  readonly planner: string
  readonly plan: string
}

/** Builds every index, then asks the planner about each alone, with the others declared dead inside a transaction. */
export async function compareWithPlanner(connection: Connection, scene: Scene): Promise<Comparison> {
  await loadParser()
  await connection.simple(scene.table)
  await buildIndexes(connection, scene.definitions)
  const { relation, version, enums } = await collected(connection)
  const columns = columnsOf(relation, enums)
  const rules = scene.accesses.map((params, at) => ({
    at,
    name: `r${at}`,
    params,
    access: accessOf(params, relation, (name) => name, version, enums),
  }))
  const expected = await prepareRules(connection, scene)
  const leading = await leadingKeys(connection)

  // A dead index is not even opened: that makes one index among hundreds as quick to ask about as a lone one.
  await connection.simple(`update pg_index set indislive = false where indrelid = 'answers'::regclass`)
  const disagreements: Disagreement[] = []
  let pairs = 0
  let served = 0
  let skipped = 0
  for (const [at, definition] of scene.definitions.entries()) {
    const name = `i${at}`
    const index = relation.indexes.find((each) => each.name === name)
    if (!index) throw new Error(`the collector did not see ${name} ${definition}`)
    const shape = shapeOf(index, columns)
    const asked = rules.filter(({ params }) => scene.asks?.(definition, params) ?? true)
    const plans = await explain(connection, asked, {
      // Touching the table's own row makes the server read its list of indexes again.
      before: `begin; update pg_index set indislive = true where indexrelid = '${name}'::regclass;
        update pg_class set relhasindex = true where oid = 'answers'::regclass; discard plans;`,
      after: 'rollback',
    })
    for (const [which, { at: rule, params, access }] of asked.entries()) {
      const plan = plans[which]
      if (!plan) throw new Error(`no plan for ${queryOf(params)}`)
      const answer = answerOf(plan, name, leading.get(name) ?? [], expected[rule] ?? 0, params)
      const theirs = answer === 'serves' && index.method === params.method
      const { verdict } = judge(shape, access)
      pairs++
      if (theirs) served++
      if (answer === 'skips') skipped++
      if (theirs !== passes(verdict)) {
        const query = queryOf(params)
        disagreements.push({
          definition,
          query,
          condition: params.where ?? '',
          verdict,
          planner: answer,
          plan: `expected ${expected[rule]}: ${JSON.stringify(plan)}`,
        })
      }
    }
  }
  const wrong = disagreements.filter(({ verdict }) => passes(verdict))
  return {
    pairs,
    served,
    skipped,
    wrong,
    unseen: disagreements.filter((each) => !wrong.includes(each)),
  }
}

async function buildIndexes(connection: Connection, definitions: readonly string[]): Promise<void> {
  const broken = new Map<string, string>()
  const statements = definitions.map((definition, at) => {
    const words = ['invalid ', 'not ready ', 'unique '].filter((word) => definition.includes(word))
    const rest = definition.slice(words.join('').length)
    if (words.includes('invalid ')) broken.set(`i${at}`, 'indisvalid = false')
    if (words.includes('not ready ')) broken.set(`i${at}`, 'indisvalid = false, indisready = false')
    return `create ${words.includes('unique ') ? 'unique ' : ''}index i${at} on answers ${rest}`
  })
  for (const [at, statement] of statements.entries()) {
    try {
      await connection.simple(statement)
    } catch (thrown) {
      throw new Error(`index ${at}: ${statement}`, { cause: thrown })
    }
  }
  await connection.simple('vacuum analyze answers')
  for (const [name, flags] of broken) {
    await connection.simple(`update pg_index set ${flags} where indexrelid = '${name}'::regclass`)
  }
}

async function collected(
  connection: Connection,
): Promise<{ readonly relation: Relation; readonly version: number; readonly enums: readonly EnumType[] }> {
  const snapshot = await collect(connection, {
    source: { kind: 'server', label: 'oracle' },
    tool: 'test',
    schemas: [],
    statementTimeout: 60_000,
    lockTimeout: 1000,
    notes: [],
    standIns: [],
    now: () => new Date(0),
  })
  const relation = snapshot.relations.find(({ name }) => name === 'answers')
  if (!relation) throw new Error('the collector did not see the table')
  return { relation, version: snapshot.server.versionNumber, enums: snapshot.enums }
}

/** Prepares each rule's query, and gives how many rows it compares equal. */
async function prepareRules(connection: Connection, { accesses, types }: Scene): Promise<readonly number[]> {
  await connection.simple(`deallocate all; ${PRICES}`)
  const counts = accesses.map((params, at) => {
    const { where: _, ...unconditional } = { ...params, order: [] }
    // Where the condition gives a compared column its value, the rows are those of the condition.
    const counted = parametersOf(params).length < params.equal.length ? { ...params, order: [] } : unconditional
    return { name: `e${at}`, params: counted }
  })
  const queries = accesses.map((params, at) => ({ name: `r${at}`, params }))
  for (const query of [...queries, ...counts]) await connection.simple(prepareStatement(query.name, query.params, types))
  return (await explain(connection, counts)).map((plan) => Math.min(plan['Plan Rows'], ROWS))
}

/** By index: the column of the first key, or its expression in both ways in which EXPLAIN may print it within a condition. */
async function leadingKeys(connection: Connection): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await rowsOf(
    connection,
    `select c.relname, coalesce(a.attname, pg_get_indexdef(i.indexrelid, 1, true)), coalesce(a.attname, pg_get_indexdef(i.indexrelid, 1, false))
     from pg_index i join pg_class c on c.oid = i.indexrelid
     left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0] and a.attnum > 0 where i.indrelid = 'answers'::regclass`,
  )
  return new Map(rows.map(([name, ...keys]) => [name ?? '', keys.filter((key) => key !== null)]))
}
