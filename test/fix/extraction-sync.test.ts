import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Connection } from '../../src/collect/connection.ts'
import type { FixOptions } from '../../src/fix/change.ts'
import { syncName } from '../../src/fix/extraction-name.ts'
import type { Plan } from '../../src/fix/step.ts'
import { runSql } from '../checks/audit.ts'
import { counted, makeAll, undoAll, wholePlan } from './extraction-world.ts'
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

const TABLE = `create table listening_attempts (id integer primary key, scores jsonb, updated_at timestamptz, "Note" text);
  insert into listening_attempts values (1, '{"total": 70}')`

/** The plan for the score of a table with these triggers. */
async function planned(triggers: string, sync: FixOptions['sync'] = 'trigger'): Promise<Plan> {
  await rebuild(connection, [])
  await runSql(connection, `${TABLE}; ${triggers}`)
  return wholePlan(await counted(connection, rules), rules, { only: ['score-columns-reading-listening'], sync })
}

/** A trigger with this body. */
const trigger = (name: string, when: string, body: string): string =>
  `create function ${name}() returns trigger language plpgsql as $$begin ${body} return new; end$$;
   create trigger ${name} ${when} on listening_attempts for each row execute function ${name}()`

/** Title of the trigger that the plan makes. */
const made = ({ steps }: Plan): string | undefined => steps.find(({ id }) => id.startsWith('trigger '))?.title

const PLAIN =
  'trigger listening_attempts_scores_to_columns on public.listening_attempts: BEFORE INSERT OR UPDATE OF scores, public.listening_attempts_scores_to_columns'

const score = (): Promise<string | null> => valueOf(connection, '(select overall_score from listening_attempts where id = 1)')

describe('a trigger that keeps columns in step', () => {
  test('fires for whoever may write the table, and needs no more', async () => {
    await rebuild(connection, [])
    await runSql(connection, TABLE)
    await connection.simple(`alter default privileges revoke execute on functions from public`)
    await connection.simple(
      `create role writer; grant all on listening_attempts to writer; grant usage on schema public to writer`,
    )
    try {
      const plan = wholePlan(await counted(connection, rules), rules, { only: ['score-columns-reading-listening'] })
      await makeAll(connection, plan)
      await connection.simple(`set role writer; update listening_attempts set scores = '{"total": "64"}'; reset role`)
      expect(await score()).toBe('64')
    } finally {
      await connection.simple(`reset role; alter default privileges grant execute on functions to public;
        drop owned by writer; drop role writer`)
    }
  })

  test('comes behind one that may write any column, and fires on every update', async () => {
    const body = `if new."Note" = 'x' then new := jsonb_populate_record(new, '{"scores": {"total": 81}}'); end if;`
    const plan = await planned(trigger('zz', 'before insert or update', body))
    expect(made(plan)).toContain('trigger ~listening_attempts_scores_to_columns on')
    expect(made(plan)).toContain(': BEFORE INSERT OR UPDATE, ')
    const before = await catalogOf(connection)
    await makeAll(connection, plan)
    await connection.simple(`update listening_attempts set "Note" = 'x'`)
    expect(await score()).toBe('81')
    await undoAll(connection, plan)
    expect(await catalogOf(connection)).toEqual(before)
  })

  test('is a question where another one writes the document or the column', async () => {
    for (const when of ['before insert', 'before update', 'before update of "Note"']) {
      const plan = await planned(trigger('writes', when, `if new.id > 0 then new.scores := '{}'; end if;`))
      expect(made(plan)).toBeUndefined()
      expect(plan.questions.map(({ question }) => question).join()).toContain(
        'The trigger writes of public.listening_attempts writes scores before a row is stored, with public.writes()',
      )
    }
    for (const sync of ['generated', 'app'] as const) {
      const plan = await planned(trigger('writes', 'before update', `new.scores := '{"total": 5}';`), sync)
      expect(plan.steps.map(({ id }) => id)).toContain('columns public.listening_attempts.(overall_score)')
    }
  })

  test('is not in the way of others', async () => {
    expect(made(await planned(''))).toBe(PLAIN)
    expect(made(await planned(trigger('zz_touch', 'before update', 'new.updated_at := now();')))).toBe(PLAIN)
    expect(made(await planned(trigger('zz', 'after update', `new.scores := '{}';`)))).toBe(PLAIN)
    expect(made(await planned(trigger('zz', 'before delete', `new.scores := '{}';`)))).toBe(PLAIN)
    const off = 'alter table listening_attempts disable trigger zz'
    expect(made(await planned(`${trigger('zz', 'before update', `new.scores := '{}';`)}; ${off}`))).toBe(PLAIN)
  })

  test('is found again by a second run', async () => {
    const plan = await planned('')
    await makeAll(connection, plan)
    await connection.simple('update listening_attempts set overall_score = null')
    const again = wholePlan(await counted(connection, rules), rules, { only: ['scores-filled'] })
    expect(made(again)).toBe(PLAIN)
    await makeAll(connection, again)
    expect(await score()).toBe('70')
  })
})

test('the name sorts behind those that it is to come after, byte by byte, and fits', async () => {
  await planned('')
  const snapshot = await counted(connection, rules)
  const nameFor = (before: readonly string[], table = 'listening_attempts'): string =>
    syncName(
      {
        kind: 'extraction',
        table: { schema: 'public', name: table },
        document: 'scores',
        documentType: 'jsonb',
        columns: [],
        sync: 'trigger',
      },
      '',
      snapshot,
      before,
    )
  const own = 'listening_attempts_scores_to_columns'
  expect(nameFor([])).toBe(own)
  expect(nameFor(['audit', 'Zebra'])).toBe(own)
  expect(nameFor(['audit', 'touch'])).toBe(`z_${own}`)
  expect(nameFor(['zz'])).toBe(`~${own}`)
  expect(nameFor(['~~', 'zz'])).toBe(`~~_${own}`)
  for (const last of ['touch', 'zz', 'ü', '~~']) {
    const name = nameFor([last], 'x'.repeat(63))
    expect(Buffer.compare(Buffer.from(name), Buffer.from(last))).toBe(1)
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63)
  }
})
