import type { Client } from 'pg'
import type { Snapshot } from '../../src/snapshot.ts'
import { connect } from '../../src/source/server.ts'
import { withClient } from '../database.ts'
import { collectedAt } from './collected-at.ts'
import { random } from './random.ts'
import { runSession } from './run-session.ts'
import type { Handler, Scenario } from './scenario.ts'
import { schedule } from './schedule.ts'
import { templateOf } from './template.ts'

const RESET = 'select pg_stat_statements_reset(0, (select oid from pg_database where datname = current_database()), 0)'
/** Of a request that a sample cuts in two, so many statements at most come before the sample. */
const LONGEST_CUT = 40

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
  return withClient(url, (application) =>
    withClient(url, async (beside) => {
      await beside.query(`set pg_stat_statements.track = 'none'`)
      const collector = await connect(url, {})
      try {
        await beside.query(RESET)
        return await traffic(scenario, application, beside, (at) => collectedAt(collector, at))
      } finally {
        // The entries of a database that is gone would stay, and be read past by all that come after it.
        await beside.query(RESET)
        await collector.close()
      }
    }),
  )
}

async function traffic(
  { id, domain, handlers, beforePage }: Scenario,
  application: Client,
  beside: Client,
  look: (round: number) => Promise<Snapshot>,
): Promise<Snapshot[]> {
  const numbers = random(id)
  const taken: Snapshot[] = []
  let cut = Infinity
  const session = runSession(application, beside, domain, async () => {
    if (--cut === 0) taken.push(await look(taken.length))
  })
  const serve = async (handler: Handler): Promise<void> => {
    if (handler.page) for (const read of beforePage) await read(session, numbers)
    await handler.run(session, numbers)
  }
  for (const period of schedule(handlers, numbers.fork('schedule'))) {
    const before = taken.length
    for (const [at, handler] of period.entries()) {
      // Nobody waits with taking a sample until a request is done.
      if (at === period.length - 1 && numbers.chance(0.5)) cut = numbers.between(1, LONGEST_CUT)
      await serve(handler)
    }
    cut = Infinity
    if (taken.length === before) taken.push(await look(taken.length))
  }
  // What the last sample cut in two has ended by now.
  return [...taken.slice(0, -1), await look(taken.length - 1)]
}
