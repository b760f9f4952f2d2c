import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '../../src/collect/connection.ts'
import type { Plan } from '../../src/fix/step.ts'
import { runSql } from '../checks/audit.ts'
import { ownRule } from '../checks/own-rule.ts'
import { auditNow, counted, makeAll, undoAll, wholePlan } from './extraction-world.ts'
import { shippedRules } from './plan/planned.ts'
import { openSession, type Session, valueOf } from './session.ts'
import { catalogOf, rebuild } from './steps/harness.ts'

const rules = await shippedRules()

let session: Session
let connection: Connection
beforeAll(async () => {
  session = await openSession('embedded')
  connection = session.connection
})
afterAll(() => session.stop())

/** A database of these statements, with the plan for what the rules of these ids find in it. */
async function planned(sql: string, only: readonly string[], options: Parameters<typeof wholePlan>[2] = {}): Promise<Plan> {
  await rebuild(connection, [])
  await runSql(connection, sql)
  return wholePlan(await counted(connection, rules), rules, { only, ...options })
}

const ids = ({ steps }: Plan): readonly string[] => steps.map(({ id }) => id)
const questions = ({ questions: open }: Plan): readonly string[] => open.map(({ question }) => question)

const attempts = (documents: readonly string[], more = ''): string =>
  `create table speaking_attempts (id integer primary key, scores jsonb${more});
   insert into speaking_attempts (id, scores) values ${documents.map((document, at) => `(${at}, '${document}')`).join(', ')}`

/** The type that the overall score gets. */
const types = async (...documents: readonly string[]) => {
  const plan = await planned(attempts(documents), ['score-columns-speaking'])
  await makeAll(connection, plan)
  return valueOf(
    connection,
    `(select format_type(atttypid, atttypmod) from pg_attribute where attrelid = 'speaking_attempts'::regclass and attname = 'overall_score')`,
  )
}

const text = (...values: readonly string[]): Promise<Plan> =>
  planned(
    `create table speaking_attempts (id integer primary key, overall_score text, pronunciation_score integer, fluency_score integer, content_score integer);
     insert into speaking_attempts (id, overall_score) values (0, null)${values.map((value, at) => `, (${at + 1}, '${value}')`).join('')}`,
    ['score-columns-speaking'],
  )

/** Two rows have this value in their column, and one of them a number in its document. */
const scored = (value: string): string =>
  `${attempts(['{"total": 70}', '{"total": 71}', '{"total": "n/a"}'], ', overall_score integer')};
   update speaking_attempts set overall_score = ${value} where id > 0`

const withDomain = (check: string): string =>
  `create domain score as integer${check}; ${attempts(['{"total": 70}'], ', overall_score score')}`

const users = (credits: number): string =>
  `create table users (id integer, daily_ai_credits integer, ai_credits_used integer); insert into users values (1, ${credits}, 3), (2, 4, 4), (3, 4, null)`

describe('a score that is locked in a document', () => {
  test('becomes an integer, or numeric where rows have fractions under one of its keys', async () => {
    expect(await types('{"total": 70}', '{"total": "71"}', '{"total": 72.0}')).toBe('integer')
    expect(await types('{"total": 70}', '{"overall": 72.5}')).toBe('numeric')
    expect(await types('{"total": "72.5"}')).toBe('numeric')
    expect(await types('{"fluency": 72.5, "total": "n/a"}')).toBe('integer')
    expect(await types('[]')).toBe('integer')
  })

  test('comes with what its rows hold in evidence', async () => {
    await rebuild(connection, [])
    await runSql(
      connection,
      attempts(['{"total": 70}', '{"total": 72.5}', '{"total": "71"}', '{"total": {}}', '{"total": null}', '[]']),
    )
    const { findings } = await auditNow(connection, rules)
    const finding = findings.find(
      ({ fingerprint }) => fingerprint === 'score-columns-speaking:public.speaking_attempts:overall_score',
    )
    expect(finding?.evidence).toMatchObject({
      expected_type: 'numeric',
      whole_numbers: 1,
      fractions: 1,
      numeric_texts: 1,
      not_numbers: 1,
    })
  })

  test('gets its CHECK in the same plan when no document breaks it, else a question', async () => {
    const kept = await planned(attempts(['{"total": 90}', '{"total": "n/a"}', '{}']), ['score-columns-speaking'])
    expect(ids(kept)).toContain('validate public.speaking_attempts.speaking_attempts_overall_score_check')
    await makeAll(connection, kept)
    const broken = await planned(attempts(['{"total": 0}', '{"total": 72}']), ['score-columns-speaking'])
    expect(ids(broken).filter((id) => id.includes('check'))).toEqual([])
    expect(questions(broken)).toEqual([
      '1 row of speaking_attempts breaks this promise: speaking_attempts.overall_score goes from 0 to 72. Are those rows wrong, or is the promise (overall_score between 10 and 90)?',
    ])
    expect(broken.questions[0]?.examples).toContain(
      'ALTER TABLE public.speaking_attempts ADD CHECK (overall_score between 10 and 90 OR overall_score = 0) NOT VALID;',
    )
  })

  test('that was not counted gets no CHECK', async () => {
    await rebuild(connection, [])
    await runSql(connection, attempts(['{"total": 90}']))
    const plan = wholePlan({ ...(await counted(connection, rules)), answers: {} }, rules, { only: ['score-columns-speaking'] })
    expect(ids(plan).filter((id) => id.includes('check'))).toEqual([])
    expect(questions(plan)[0]).toContain('not counted')
  })

  test('is no document: it is asked how numbers get out of it', async () => {
    const plan = await planned('create table speaking_attempts (id integer primary key, scores text)', ['score-columns-speaking'])
    expect(ids(plan)).toEqual([])
    expect(questions(plan)[0]).toContain('is no json or jsonb column')
  })

  test('every further key of a document gets its column', async () => {
    const plan = await planned(
      `create table writing_attempts (id integer primary key, scores jsonb);
       insert into writing_attempts values (1, '{"total": 70, "grammar": 66.5, "feedback": "good", "it''s": 1}')`,
      ['score-columns-writing'],
    )
    await makeAll(connection, plan)
    expect(await valueOf(connection, `(select row(overall_score, grammar_score, it_s_score)::text from writing_attempts)`)).toBe(
      '(70,66.5,1)',
    )
  })
})

describe('a score column of text', () => {
  test('stays text until people say so, even when all of its values are numbers', async () => {
    const plan = await text('70', ' 71 ')
    expect(ids(plan)).toEqual([])
    expect(questions(plan)[0]).toContain('all of its 2 values are numbers')
    expect(plan.questions[0]?.examples).toEqual([
      'ALTER TABLE public.speaking_attempts ALTER COLUMN overall_score TYPE integer USING overall_score::text::integer;',
    ])
    for (const example of plan.questions[0]?.examples ?? []) await connection.simple(example)
    expect(await valueOf(connection, '(select max(overall_score) from speaking_attempts)')).toBe('71')
    expect((await text('70', '72.5')).questions[0]?.examples).toEqual([
      'ALTER TABLE public.speaking_attempts ALTER COLUMN overall_score TYPE numeric USING overall_score::text::numeric;',
    ])
  })

  test('is a question with the count when one is none', async () => {
    const plan = await text('70', 'n/a', '')
    expect(ids(plan)).toEqual([])
    expect(questions(plan)[0]).toContain('1 of its 3 values are numbers')
  })
})

describe('a column that is there and not filled', () => {
  const FILLED = ['scores-filled', 'score-bounds']

  test('is filled, then bounded: documents are counted with the rows', async () => {
    const plan = await planned(
      attempts(['{"total": 70}', '{"total": "80"}', '{"total": "n/a"}'], ', overall_score integer'),
      FILLED,
    )
    const before = await catalogOf(connection)
    await makeAll(connection, plan)
    expect(await valueOf(connection, '(select sum(overall_score) from speaking_attempts)')).toBe('150')
    const left = (await auditNow(connection, rules)).findings.filter(({ rule }) => FILLED.includes(rule))
    expect(left).toEqual([])
    await undoAll(connection, plan)
    expect(await catalogOf(connection)).toEqual(before)
  })

  test('is filled and not bounded when a document breaks the bounds', async () => {
    const plan = await planned(attempts(['{"total": 70}', '{"total": 900}'], ', overall_score integer'), FILLED)
    expect(ids(plan)).toContain('backfill public.speaking_attempts.scores')
    expect(questions(plan)).toEqual([
      '0 rows of speaking_attempts break this promise, and the documents of 1 more hold a value that does: no row has a value yet. Are those rows wrong, or is the promise (overall_score between 10 and 90)?',
    ])
  })

  test('is not filled when its type or its CHECKs refuse a value', async () => {
    const fraction = await planned(attempts(['{"total": 72.5}', '{"total": 70}'], ', overall_score integer'), ['scores-filled'])
    expect([ids(fraction), questions(fraction).length]).toEqual([[], 1])
    const checked = await planned(
      attempts(['{"total": 0}', '{"total": 70}'], ', low integer default 10, overall_score integer check (overall_score >= low)'),
      ['scores-filled'],
    )
    expect(ids(checked)).toEqual([])
    expect(questions(checked)[0]).toContain('refuse 1 of the 2 values')
    const kept = await planned(
      attempts(
        ['{"total": 10}', '{"total": 70}'],
        ', low integer default 10, overall_score integer check (overall_score >= low)',
      ),
      ['scores-filled'],
    )
    await makeAll(connection, kept)
    expect(await valueOf(connection, '(select count(overall_score) from speaking_attempts)')).toBe('2')
  })

  test('that something else writes is asked about, and filled where the application keeps it', async () => {
    const plan = await planned(scored('id + 71'), ['scores-filled'])
    expect(ids(plan)).toEqual([])
    expect(questions(plan)[0]).toContain('1 rows have another number in speaking_attempts.overall_score than in scores')
    const [, , agree = ''] = plan.questions[0]?.examples ?? []
    await connection.simple(agree)
    expect(await valueOf(connection, '(select overall_score from speaking_attempts where id = 1)')).toBe('71')
    const kept = await planned(scored('id + 71'), ['scores-filled'], { sync: 'app' })
    await makeAll(connection, kept)
    expect(await valueOf(connection, `(select string_agg(overall_score::text, ' ' order by id) from speaking_attempts)`)).toBe(
      '70 72 73',
    )
    expect(ids(await planned(scored('id + 70'), ['scores-filled']))).toContain('backfill public.speaking_attempts.scores')
  })

  test('that has a default is asked about: a trigger cannot tell it from a value that was given', async () => {
    const sql = `${attempts(['{"total": 70}'], ', overall_score integer')}; alter table speaking_attempts alter overall_score set default 0`
    const plan = await planned(sql, ['scores-filled'])
    expect(ids(plan)).toEqual([])
    expect(questions(plan)[0]).toContain('has the default 0')
    expect(ids(await planned(sql, ['scores-filled'], { sync: 'app' }))).toContain('backfill public.speaking_attempts.scores')
  })

  test('of a domain is filled, unless the domain has a CHECK', async () => {
    const plain = await planned(withDomain(''), ['scores-filled'])
    await makeAll(connection, plain)
    expect(await valueOf(connection, '(select overall_score from speaking_attempts)')).toBe('70')
    expect(ids(await planned(withDomain(' check (value > 0)'), ['scores-filled']))).toEqual([])
  })
})

describe('bounds between two columns', () => {
  test('hold for all rows, or the question says how unlimited could be said', async () => {
    expect(ids(await planned(users(3), ['credits-bounds']))).toEqual([
      'constraint public.users.users_check',
      'validate public.users.users_check',
    ])
    const unlimited = await planned(users(-1), ['credits-bounds'])
    expect(ids(unlimited)).toEqual([])
    expect(unlimited.questions[0]?.examples).toContain(
      'ALTER TABLE public.users ADD CHECK (ai_credits_used <= daily_ai_credits OR daily_ai_credits < 0) NOT VALID;',
    )
  })
})

describe('a planned table that is there', () => {
  const rule = ownRule(
    'table',
    {
      columns: [
        { name: 'id', type: 'integer', or: [], notNull: true },
        { name: 'user_id', type: 'integer', or: [], notNull: true },
      ],
      primaryKey: ['id'],
      unique: [['user_id']],
      foreignKeys: [{ columns: ['user_id'], table: 'users', to: ['id'], onDelete: 'cascade' }],
    },
    { id: 'planned', tables: ['t'] },
  )
  const onTable = async (sql: string, checkData = true): Promise<Plan> => {
    await rebuild(connection, [])
    await runSql(connection, `create table users (id integer primary key); insert into users values (1), (2); ${sql}`)
    const snapshot = await counted(connection, [rule])
    return wholePlan(checkData ? snapshot : { ...snapshot, answers: {} }, [rule])
  }
  const bare = 'create table t (id integer, user_id integer);'

  test('gets NOT NULL and its keys once the rows were counted and none is in the way', async () => {
    const plan = await onTable(`${bare} insert into t values (1, 1), (2, 2)`)
    expect(questions(plan)).toEqual([])
    await makeAll(connection, plan)
    expect((await auditNow(connection, [rule])).findings).toEqual([])
  })

  test('is asked about where rows are in the way, or were not counted', async () => {
    expect(
      (await onTable(`${bare} insert into t values (1, 1), (2, 1)`)).questions.map(({ fingerprint }) => fingerprint),
    ).toEqual(['planned:public.t:unique (user_id)'])
    expect(
      (await onTable(`${bare} insert into t values (1, 1), (1, 9), (2, null)`)).questions.map(({ fingerprint }) => fingerprint),
    ).toEqual([
      'planned:public.t:foreign key (user_id) to users',
      'planned:public.t:primary key (id)',
      'planned:public.t:user_id',
    ])
    const uncounted = await onTable(`${bare} insert into t values (1, 1)`, false)
    expect(ids(uncounted)).toEqual([])
    expect(uncounted.questions).toHaveLength(5)
  })

  test('without a column that may not be NULL is asked about', async () => {
    const plan = await onTable('create table t (id integer primary key)')
    expect(plan.questions.map(({ question }) => question)).toContain(
      't.user_id is to be NOT NULL, and the plan has no default for it: which value do the rows get that are there?',
    )
  })
})
