import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import pgpass from 'pgpass/lib/helper.js'
import type { ConnectTarget, Environment, Host } from './connect-target.ts'

/**
 * The password in ~/.pgpass (or PGPASSFILE) for this server, database and role; undefined when there is none. As with libpq, a file that
 * others may read is not used, and a local socket is found under `localhost`.
 */
export async function passwordFromFile(target: ConnectTarget, host: Host, env: Environment): Promise<string | undefined> {
  const file = target.passfile ?? pgpass.getFileName(env)
  try {
    if (!pgpass.usePgPass(await stat(file), file)) return undefined
  } catch {
    return undefined
  }
  const { database, user } = target
  const names = host.socket ? [host.host, 'localhost'] : [host.host]
  for (const name of names) {
    const password = await new Promise<string | undefined>((resolve) => {
      pgpass.getPassword({ host: name, port: host.port, database, user }, createReadStream(file), resolve)
    })
    if (password !== undefined) return password
  }
  return undefined
}
