import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { withClient } from './database.ts'

export interface Sample {
  readonly what: string
  /** performance.now() at its start, and what it took, ms. */
  readonly at: number
  readonly took: number
}

export interface Load {
  /** What has been done since the last call. */
  readonly take: () => Sample[]
  readonly errors: readonly string[]
  /** The score that was last written to each attempt that the load has inserted or updated, by id. */
  readonly written: ReadonlyMap<string, number>
  readonly inserted: () => number
  /** Lets what runs come to its end. */
  readonly stop: () => Promise<void>
}

export const CLIENTS = 8
/** ms between two statements of a client. */
const THINK = 10

interface Known {
  readonly users: readonly string[]
  readonly questions: readonly { readonly id: string; readonly type: string }[]
  readonly attempts: readonly string[]
}

/** Clients that read and write attempts as the application does, one statement after the other, until they are stopped. */
export async function startLoad(url: string): Promise<Load> {
  const known = await whatIsThere(url)
  const state = {
    samples: [] as Sample[],
    errors: [] as string[],
    written: new Map<string, number>(),
    inserted: 0,
    stopped: false,
  }
  const clients = Array.from({ length: CLIENTS }, async (_, number) => {
    const client = new Client({ connectionString: url, application_name: 'load' })
    client.on('error', ({ message }) => state.errors.push(message))
    await client.connect()
    const mine: string[] = known.attempts.filter((_id, at) => at % CLIENTS === number)
    for (let round = number; !state.stopped; round++) {
      const { what, sql, values, done } = statementOf(round, known, mine, state.written)
      const at = performance.now()
      try {
        const { rows } = await client.query<{ id: string }>(sql, [...values])
        if (what === 'insert an attempt') state.inserted++
        done(rows[0]?.id)
      } catch (thrown) {
        state.errors.push(`${what}: ${(thrown as Error).message}`)
      }
      state.samples.push({ what, at, took: performance.now() - at })
      await sleep(THINK)
    }
    await client.end()
  })
  return {
    take: () => state.samples.splice(0),
    errors: state.errors,
    written: state.written,
    inserted: () => state.inserted,
    stop: async () => {
      state.stopped = true
      await Promise.all(clients)
    },
  }
}

const whatIsThere = (url: string): Promise<Known> =>
  withClient(url, async (client) => {
    const users = await client.query<{ id: string }>('select id from users order by id')
    const questions = await client.query<{ id: string; type: string }>('select id, type from speaking_questions order by id')
    const attempts = await client.query<{ id: string }>(
      'select id from speaking_attempts tablesample system (1) repeatable (1) limit 4000',
    )
    return { users: users.rows.map(({ id }) => id), questions: questions.rows, attempts: attempts.rows.map(({ id }) => id) }
  })

interface Statement {
  readonly what: string
  readonly sql: string
  readonly values: readonly unknown[]
  /** Gets the id that came back. */
  readonly done: (id: string | undefined) => void
}

function statementOf(round: number, { users, questions }: Known, mine: string[], written: Map<string, number>): Statement {
  const user = users[(round * 7) % users.length]
  const question = questions[(round * 13) % questions.length]
  const score = round % 91
  switch (round % 5) {
    case 0:
      return { what: 'history page', sql: HISTORY, values: [user], done: nothing }
    case 1:
      return {
        what: 'insert an attempt',
        sql: INSERT,
        values: [user, question?.id, question?.type, { total: score }],
        done: (id = '') => {
          mine.push(id)
          written.set(id, score)
        },
      }
    case 2: {
      const id = mine[(round * 31) % mine.length] ?? ''
      return { what: 'update an attempt', sql: UPDATE, values: [id, { total: score }], done: () => void written.set(id, score) }
    }
    case 3:
      return { what: 'leaderboard', sql: LEADERBOARD, values: [question?.id], done: nothing }
    default:
      return { what: 'question', sql: QUESTION, values: [question?.id], done: nothing }
  }
}

const nothing = (): void => {}

const HISTORY = 'select * from speaking_attempts where user_id = $1 order by created_at desc limit 20'
const INSERT = `insert into speaking_attempts (user_id, question_id, type, audio_url, scores, duration_ms)
  values ($1, $2, $3, 'https://cdn.example.com/answers/load.webm', $4, 60000) returning id`
const UPDATE = 'update speaking_attempts set scores = $2 where id = $1'
const LEADERBOARD = `select user_id, max(scores ->> 'total') as best from speaking_attempts where question_id = $1
  group by user_id order by best desc nulls last limit 10`
const QUESTION = 'select * from speaking_questions where id = $1'
