import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { evaluate } from '../../../src/evaluate.ts'
import type { Change } from '../../../src/fix/change.ts'
import { buildPlan } from '../../../src/fix/build-plan.ts'
import { GUARDS } from '../../../src/fix/guards.ts'
import type { Plan } from '../../../src/fix/step.ts'
import { queriesOf } from '../../../src/queries.ts'
import type { Embedded } from '../../../src/scratch/embedded.ts'
import { startEmbedded } from '../../../src/scratch/start.ts'
import type { Answer, Relation, Snapshot } from '../../../src/snapshot.ts'
import { collected, laidOver } from '../../checks/audit.ts'
import { type Fixture, fixturesOf } from '../../checks/fixture.ts'
import { plain, planFor, shippedRules, snapshotAfter } from './planned.ts'

const rules = await shippedRules()
let embedded: Embedded
beforeAll(async () => {
  embedded = await startEmbedded({ extensions: ['moddatetime', 'citext'] })
})
afterAll(() => embedded.close())

describe.each(rules.map(({ id }) => id))('%s', (rule) => {
  const bad = fixturesOf(rule).filter(({ name }) => name.startsWith('bad-'))
  test.each(bad.map((fixture) => ({ name: fixture.name, fixture })))('$name', async ({ fixture }) => {
    const snapshot = await snapshotOf(fixture)
    const plan = planFor(snapshot, rules, { fix: { include: ['drops'] } })

    // Whatever is found afterwards is a question, and whatever was found before is settled one way or the other, once.
    const asked = plan.questions.map(({ fingerprint }) => fingerprint)
    const after = evaluate(plan.after, rules, plain).findings.map(({ fingerprint }) => fingerprint)
    expect(after.toSorted()).toEqual(asked.toSorted())
    const before = evaluate(snapshot, rules, plain).findings.map(({ fingerprint }) => fingerprint)
    const closed = plan.changes.flatMap(({ closes }) => closes)
    const along = plan.alsoClosed.map(({ fingerprint }) => fingerprint)
    expect(before.filter((each) => ![...asked, ...closed, ...along].includes(each))).toEqual([])
    expect(along.filter((each) => [...asked, ...closed].includes(each))).toEqual([])

    // What the plan takes up it settles.
    const taken = plan.questions.filter(({ question }) => question.startsWith('What this plan changes does not settle it'))
    expect(taken.map(({ fingerprint }) => fingerprint)).toEqual([])

    // No object twice, and no name that exists or does not fit.
    const made = plan.changes.map(({ change }) => nameMade(change)).filter((name) => name !== null)
    expect(new Set(made).size).toBe(made.length)
    for (const name of made) expect(Buffer.byteLength(name.slice(name.indexOf(':') + 1))).toBeLessThan(64)
    const there = new Set(snapshot.relations.flatMap((each) => each.indexes.map(({ name }) => `index ${each.schema}:${name}`)))
    expect(made.filter((name) => there.has(name))).toEqual([])

    const { findings } = evaluate(snapshot, rules, plain)
    const request = { rules, options: plain, findings, fix: { include: ['drops'], sync: 'trigger' }, only: [] } as const
    const written = [snapshot, structuredClone(snapshot)].map((each) =>
      JSON.stringify(buildPlan({ ...request, snapshot: each, name: 'fix', tool: '0.0.0' })),
    )
    expect(written[1]).toBe(written[0])

    // What the plan says the database will be is what it is. An extraction's own triggers, and the parts of an index on partitions, are not
    // simulated; a server's settings cannot be collected here.
    await run(buildPlan({ ...request, snapshot, name: 'fix', tool: '0.0.0' }))
    const real = await collected(embedded)
    expect(real.relations.map((relation) => shown(relation, plan.after))).toEqual(
      plan.after.relations.map((relation) => shown(relation, plan.after)),
    )
  })
})

async function snapshotOf({ sql, checkData, overlay }: Fixture): Promise<Snapshot> {
  const snapshot = await snapshotAfter(embedded, sql)
  const answers: Record<string, Answer> = {}
  for (const query of queriesOf(snapshot, rules, plain, checkData)) {
    const rows: (readonly (string | null)[])[] = []
    await embedded.simple(query.sql, (_statement, row) => rows.push(row))
    answers[query.key] = { columns: [], rows: rows.slice(0, query.maxRows), truncated: rows.length > query.maxRows }
  }
  return laidOver({ ...snapshot, answers }, overlay) as Snapshot
}

async function run({ steps }: Plan): Promise<void> {
  for (const sql of GUARDS) await embedded.simple(sql)
  for (const step of steps) for (const { sql } of step.kind === 'definition' ? step.up : []) await embedded.simple(sql)
}

/** What a check judges by; expressions as somebody wrote them read otherwise once PostgreSQL has printed them. */
function shown(relation: Relation, after: Snapshot): unknown {
  const { partitionOf, columns, indexes, constraints, triggers } = relation
  const planned = after.relations.find(({ schema, name }) => schema === relation.schema && name === relation.name)
  return {
    ...relation,
    owner: null,
    bytes: null,
    tuples: null,
    statistics: null,
    columns: columns.map((column) => ({ ...column, default: null, statistics: null })),
    indexes: partitionOf
      ? []
      : indexes.map((index) => ({ ...index, predicate: null, bytes: null, statistics: null, comment: undefined })),
    constraints: constraints.map((constraint) => ({ ...constraint, definition: null })),
    triggers: triggers.filter(({ name }) => planned?.triggers.some((each) => each.name === name)),
  }
}

function nameMade(change: Change): string | null {
  const { schema, name } = change.table
  switch (change.kind) {
    case 'index':
      return `index ${schema}:${change.name}`
    case 'trigger':
      return change.replaces === null ? `trigger ${schema}.${name}:${change.name}` : null
    case 'constraint':
      return `constraint ${schema}.${name}:${change.name}`
    case 'function':
      return `function ${schema}:${change.function.name}`
    case 'table':
      return `table ${schema}:${name}`
    default:
      return null
  }
}
