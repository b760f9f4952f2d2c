import type { Connection } from './connection.ts'
import { MARK } from './message.ts'

/** The shorter of two is the one that nothing else delayed. */
const TIMES = 2

/** What a statement that does nothing takes, there and back, ms to a hundredth; undefined for the embedded database, which is no way away. */
export async function roundTrip(connection: Connection): Promise<number | undefined> {
  if (connection.embedded) return undefined
  let shortest = Infinity
  for (let time = 0; time < TIMES; time++) {
    const begun = performance.now()
    await connection.simple(`select ${MARK}`)
    shortest = Math.min(shortest, performance.now() - begun)
  }
  return Math.round(shortest * 100) / 100
}
