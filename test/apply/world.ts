import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Applied, type ApplyOptions, applyPlan } from '../../src/apply/apply.ts'
import { type Connection, rowsOf } from '../../src/collect/connection.ts'
import { messageOf } from '../../src/errors.ts'
import { evaluate } from '../../src/evaluate.ts'
import { buildPlan } from '../../src/fix/build-plan.ts'
import type { Plan } from '../../src/fix/step.ts'
import { connect } from '../../src/source/server.ts'
import { collected } from '../checks/audit.ts'
import { plain, shippedRules } from '../fix/plan/planned.ts'
import type { TestServer } from '../server.ts'

/** A database of its own on a server, with attempts whose scores are in a document. */
export interface World {
  readonly url: string
  /** A session beside the run's. */
  readonly other: Connection
  /** Index, columns with their trigger and backfill, updated_at trigger: what `fix` writes for this database as it stands. */
  readonly plan: () => Promise<Plan>
  readonly open: (change?: (url: URL) => void) => Promise<Connection>
  readonly close: () => Promise<void>
}

export const ROWS = 2000
/** Small batches, so that a run can be met between two. */
export const BATCH = 500

export const INDEX = 'speaking_attempts_user_created_idx'

const SCHEMA = `
create table speaking_attempts (id bigint primary key, user_id text not null, scores jsonb, created_at timestamptz not null default now(),
  updated_at timestamptz not null default now());
insert into speaking_attempts (id, user_id, scores) select n, 'u' || n % 50,
  case n % 10 when 0 then '{"overall_score": "n/a"}' when 1 then '{"overall_score": 72.5}' when 2 then 'null'
    else jsonb_build_object('overall_score', n % 91) end
from generate_series(1, ${ROWS}) n;
analyze speaking_attempts`

const RULES = ['attempts-user-history', 'score-columns-speaking', 'updated-at-trigger']

export async function openWorld(server: TestServer, schema = SCHEMA): Promise<World> {
  const name = `world_${randomBytes(4).toString('hex')}`
  const administrator = await connect(server.url, {})
  await administrator.simple(`create database ${name}`)
  await administrator.close()
  const open = (change: (url: URL) => void = () => {}): Promise<Connection> => {
    const url = new URL(server.url)
    url.pathname = `/${name}`
    change(url)
    return connect(url.href, {})
  }
  const other = await open()
  await other.simple(schema)
  const url = new URL(server.url)
  url.pathname = `/${name}`
  return { url: url.href, other, open, plan: () => planOn(other), close: () => other.close() }
}

export async function planOn(connection: Connection): Promise<Plan> {
  const rules = await shippedRules()
  const snapshot = await collected(connection)
  const findings = evaluate(snapshot, rules, plain).findings.filter(({ rule }) => RULES.includes(rule))
  const plan = buildPlan({
    name: 'fix',
    tool: '0.0.0',
    snapshot,
    rules,
    options: plain,
    findings,
    only: [],
    fix: { include: [], sync: 'trigger' },
  })
  return { ...plan, steps: plan.steps.map((step) => (step.kind === 'backfill' ? { ...step, batchRows: BATCH } : step)) }
}

export interface Ran {
  readonly applied: Applied | null
  /** The sentence that it ended with. */
  readonly error: string | null
  /** What was told, one line each. */
  readonly lines: readonly string[]
}

export const run = (world: World, plan: Plan, given: Partial<ApplyOptions> = {}): Promise<Ran> =>
  startRun(world, plan, given).ended

/** A run in this process, with what it has told so far. */
export function startRun(
  { open }: World,
  plan: Plan,
  given: Partial<ApplyOptions> = {},
): { readonly lines: readonly string[]; readonly ended: Promise<Ran> } {
  const lines: string[] = []
  let title = ''
  const ended = applyPlan(plan, {
    open: () => open(),
    rollback: false,
    abortIf: null,
    lockTimeout: 2000,
    tries: 10,
    patience: 30_000,
    signal: new AbortController().signal,
    report: {
      step: (_at, _total, begun) => (title = begun),
      ended: (outcome) => lines.push(`${title}: ${outcome}`),
      progress: () => {},
      note: (text) => lines.push(text),
    },
    ...given,
  }).then(
    (applied): Ran => ({ applied, error: null, lines }),
    (thrown: unknown): Ran => ({ applied: null, error: messageOf(thrown), lines }),
  )
  return { lines, ended }
}

export async function valueOf(connection: Connection, expression: string): Promise<string | null> {
  const [row] = await rowsOf(connection, `select ${expression}`)
  return row?.[0] ?? null
}

/** Waits until the expression is true; rejects after 30 s. */
export async function until(connection: Connection, expression: string): Promise<void> {
  for (let waited = 0; waited < 30_000; waited += 25) {
    if ((await valueOf(connection, expression)) === 't') return
    await sleep(25)
  }
  throw new Error(`never: ${expression}`)
}

/** A statement of a run waits for a lock, a CREATE INDEX CONCURRENTLY for a transaction. */
export const WAITING = `exists (select from pg_stat_activity where datname = current_database() and application_name = 'pte-db-audit'
  and wait_event_type = 'Lock')`

/** True from the step before the backfill on. */
export const SYNCED = `select exists (select from pg_trigger where tgname = 'speaking_attempts_scores_to_columns')`

/** Rows whose column is not what their document says: filled twice cannot be told from once, but wrongly and not at all can. */
export const WRONG = `(select count(*) from speaking_attempts where overall_score is distinct from
  case when jsonb_typeof(scores -> 'overall_score') = 'number' and scores ->> 'overall_score' not like '%.%'
    then (scores ->> 'overall_score')::int end)`
