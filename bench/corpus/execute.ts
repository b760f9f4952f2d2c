import type { Client } from 'pg'
import type { Snapshot } from '../../src/snapshot.ts'
import { connect } from '../../src/source/server.ts'
import { withClient } from '../database.ts'
import { collectedAt } from './collected-at.ts'
import { type Random, random } from './random.ts'
import { knownIn, runSession } from './run-session.ts'
import type { Scenario } from './scenario.ts'
import { schedule } from './schedule.ts'
import { templateOf } from './template.ts'
import { turnsOf } from './turns.ts'

const RESET = 'select pg_stat_statements_reset(0, (select oid from pg_database where datname = current_database()), 0)'
/** Of a request that a sample cuts in two, so many statements at most come before the sample. */
const LONGEST_CUT = 40
/** Requests that are under way at a time: at least and at most. */
const CONNECTIONS = [2, 8] as const

/**
 * Runs a scenario in a database of its own. Gives what was collected: first when sampling began, then after each round; the last is
 * what one look at the end would see.
 */
export async function execute(serverUrl: string, scenario: Scenario): Promise<Snapshot[]> {
  const name = `corpus_${scenario.id.replaceAll('-', '_')}`
  const template = await templateOf(serverUrl, scenario.domain)
  await withClient(serverUrl, async (client) => {
    await client.query(`drop database if exists ${name} with (force)`)
    await client.query(`create database ${name} template ${template}`)
    if (scenario.tracksAll) await client.query(`alter database ${name} set pg_stat_statements.track = 'all'`)
  })
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  try {
    return await samples(url.href, scenario)
  } finally {
    await withClient(serverUrl, (client) => client.query(`drop database ${name} with (force)`))
  }
}

async function samples(url: string, scenario: Scenario): Promise<Snapshot[]> {
  const numbers = random(scenario.id)
  return withClients(url, numbers.fork('connections').between(...CONNECTIONS), (application) =>
    withClient(url, async (beside) => {
      await beside.query(`set pg_stat_statements.track = 'none'`)
      const collector = await connect(url, {})
      try {
        await beside.query(RESET)
        return await traffic(scenario, numbers, application, beside, (at) => collectedAt(collector, at))
      } finally {
        // The entries of a database that is gone would stay, and be read past by all that come after it.
        await beside.query(RESET)
        await collector.close()
      }
    }),
  )
}

async function withClients<T>(url: string, count: number, work: (clients: readonly Client[]) => Promise<T>): Promise<T> {
  return count === 0
    ? work([])
    : withClient(url, (client) => withClients(url, count - 1, (clients) => work([client, ...clients])))
}

async function traffic(
  { domain, handlers, beforePage }: Scenario,
  numbers: Random,
  application: readonly Client[],
  beside: Client,
  look: (round: number) => Promise<Snapshot>,
): Promise<Snapshot[]> {
  const taken: Snapshot[] = []
  const known = knownIn(beside)
  let cut = Infinity
  let served = 0
  for (const [round, period] of schedule(handlers, numbers.fork('schedule')).entries()) {
    const before = taken.length
    const turns = turnsOf(application.length, numbers.fork(`turns ${round}`))
    const waiting = [...period]
    const serve = async (client: Client, at: number): Promise<void> => {
      const session = runSession(client, domain, known, async () => {
        await turns.take(at)
        if (--cut === 0) taken.push(await look(taken.length))
      })
      for (let handler = waiting.shift(); handler; handler = waiting.shift()) {
        const own = numbers.fork(`request ${served++}`)
        // Nobody waits with taking a sample until requests are done.
        if (waiting.length === 0 && own.chance(0.5)) cut = own.between(1, LONGEST_CUT)
        if (handler.page) for (const read of beforePage) await read(session, own)
        await handler.run(session, own)
      }
      turns.end()
    }
    await Promise.all(application.map(serve))
    cut = Infinity
    if (taken.length === before) taken.push(await look(taken.length))
  }
  // What the last sample cut in two has ended by now.
  return [...taken.slice(0, -1), await look(taken.length - 1)]
}
