import type { Connection } from '../../src/collect/connection.ts'

import { rowsOf } from '../../src/collect/connection.ts'
import { collect } from '../../src/collect/collect.ts'
import { accessOf, categoriesOf } from '../../src/checks/index-access.ts'
import { shapeOf } from '../../src/checks/index-serves.ts'
import { judge } from '../../src/checks/index-verdict.ts'
import { passes } from '../../src/finding.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { accesses } from './accesses.ts'
import { answerOf, explain, parametersOf, prepareStatement, PRICES, queryOf } from './ask-planner.ts'
import { indexDefinitions } from './index-definitions.ts'
import { TABLE } from './table.ts'

export interface Comparison {
  readonly pairs: number
  readonly served: number
  /** Served on 18 only by skipping through a leading key: never a pass. */
  readonly skipped: number
  /** Each with the index, the query and both answers. */
  readonly disagreements: readonly string[]
}

/** Builds every index, then asks the planner about each alone, with all others declared invalid inside a transaction. */
export async function compareWithPlanner(connection: Connection): Promise<Comparison> {
  await loadParser()
  await connection.simple(TABLE)
  const definitions = indexDefinitions()
  for (const [at, definition] of definitions.entries()) {
    const unique = definition.startsWith('unique ')
    const rest = unique ? definition.slice('unique '.length) : definition
    await connection.simple(`create ${unique ? 'unique ' : ''}index i${at} on answers ${rest}`)
  }
  await connection.simple('vacuum analyze answers')
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

  const rules = accesses()
  await connection.simple(PRICES)
  const expected: number[] = []
  for (const [at, params] of rules.entries()) {
    await connection.simple(prepareStatement(`r${at}`, params))
    const { where: _, ...unconditional } = { ...params, order: [] }
    // Where the condition gives a compared column its value, the rows are those of the condition.
    const counted = parametersOf(params).length < params.equal.length ? { ...params, order: [] } : unconditional
    await connection.simple(prepareStatement(`e${at}`, counted))
    expected.push((await explain(connection, `e${at}`, counted))['Plan Rows'])
  }
  const categories = categoriesOf(relation)
  const disagreements: string[] = []
  let served = 0
  let skipped = 0
  for (const [at, definition] of definitions.entries()) {
    const index = relation.indexes.find(({ name }) => name === `i${at}`)
    if (!index) throw new Error(`the collector did not see i${at} ${definition}`)
    const shape = shapeOf(index, categories)
    await connection.simple(
      `begin; update pg_index set indisvalid = (indexrelid = 'i${at}'::regclass) where indrelid = 'answers'::regclass; discard plans`,
    )
    const [first] = await rowsOf(connection, leadingKeyOf(`i${at}`))
    for (const [which, params] of rules.entries()) {
      const plan = await explain(connection, `r${which}`, params)
      const answer = answerOf(
        plan,
        `i${at}`,
        (first ?? []).filter((key) => key !== null),
        expected[which] ?? 0,
        params,
      )
      const theirs = answer === 'serves' && index.method === params.method
      const { verdict } = judge(
        shape,
        accessOf(params, relation, (name) => name),
      )
      if (theirs) served++
      if (answer === 'skips') skipped++
      if (theirs !== passes(verdict)) {
        disagreements.push(
          `${definition} for ${queryOf(params)}: we say ${verdict}, the planner ${answer}: ${JSON.stringify(plan)} expected ${expected[which]}`,
        )
      }
    }
    await connection.simple('rollback')
  }
  return { pairs: definitions.length * rules.length, served, skipped, disagreements }
}

/** The column of the first key, or its expression in both ways in which EXPLAIN may print it within a condition. */
const leadingKeyOf = (index: string): string =>
  `select coalesce(a.attname, pg_get_indexdef(i.indexrelid, 1, true)), coalesce(a.attname, pg_get_indexdef(i.indexrelid, 1, false)) from pg_index i
   left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0] and a.attnum > 0 where i.indexrelid = '${index}'::regclass`
