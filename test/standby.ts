import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, cp, lchown, mkdtemp, readdir, readFile, rm, stat, writeFile, chmod } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { freePort, type TestServer } from './server.ts'

export interface Standby {
  /** Of the superuser, database `postgres`. */
  readonly url: string
  stop(): Promise<void>
}

/** A streaming standby of a server that was started with `wal_level = replica`, from a base backup made of its files. */
export async function startStandby(primary: TestServer): Promise<Standby> {
  const folder = await mkdtemp(join(tmpdir(), 'pte-db-audit-standby-'))
  await chmod(folder, 0o755)
  const data = join(folder, 'data')
  const port = await freePort()
  await backup(primary, data)
  await writeFile(join(data, 'standby.signal'), '')
  const conninfo = `host=127.0.0.1 port=${primary.port} user=${primary.user} password=${primary.password}`
  await appendFile(join(data, 'postgresql.auto.conf'), `\nprimary_conninfo = '${conninfo}'\n`)
  // As root the server runs as whoever owns the primary's files.
  const { uid, gid } = await stat(primary.dataFolder)
  if (userInfo().uid === 0) await own(data, uid, gid)
  const [binary = ''] = (await readFile(join(primary.dataFolder, 'postmaster.opts'), 'utf8')).split(' "')
  const settings = {
    hot_standby: 'on',
    listen_addresses: '127.0.0.1',
    unix_socket_directories: data,
    fsync: 'off',
    max_connections: '40',
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn(binary, ['-D', data, '-p', String(port), ...flags], {
    stdio: 'ignore',
    ...(userInfo().uid === 0 ? { uid, gid } : {}),
  })
  const url = Object.assign(new URL(primary.url), { port: String(port) }).href
  const ended = once(child, 'exit')
  const stop = async (): Promise<void> => {
    child.kill('SIGINT')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await answers(url)) return { url, stop }
    await sleep(100)
  }
  await stop()
  throw new Error('the standby did not start')
}

async function backup(primary: TestServer, data: string): Promise<void> {
  const client = new Client({ connectionString: primary.url })
  await client.connect()
  const [start, end] =
    primary.major < 15
      ? ["pg_start_backup('standby', true, false)", 'pg_stop_backup(false, false)']
      : ["pg_backup_start('standby', true)", 'pg_backup_stop(false)']
  try {
    await client.query(`select ${start}`)
    await cp(primary.dataFolder, data, {
      recursive: true,
      filter: (file) => !/postmaster\.(?:pid|opts)$|\.s\.PGSQL\./u.test(file),
    })
    const { rows } = await client.query<{ labelfile: string }>(`select labelfile from ${end}`)
    await writeFile(join(data, 'backup_label'), rows[0]!.labelfile)
    await chmod(data, 0o700)
  } finally {
    await client.end()
  }
}

async function own(folder: string, uid: number, gid: number): Promise<void> {
  for (const name of ['', ...(await readdir(folder, { recursive: true }))]) await lchown(join(folder, name), uid, gid)
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Waits until the standby has replayed all that the primary has written; with `synchronous_commit` off that is not all that was committed. */
export async function caughtUp(primary: TestServer, standby: Standby): Promise<void> {
  const wanted = await one(primary.url, 'select pg_current_wal_lsn()::text')
  for (let attempt = 0; attempt < 200; attempt++) {
    if ((await one(standby.url, `select pg_last_wal_replay_lsn() >= '${wanted}'::pg_lsn`)) === true) return
    await sleep(50)
  }
  throw new Error('the standby did not catch up')
}

async function one(url: string, sql: string): Promise<unknown> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<unknown[]>({ text: sql, rowMode: 'array' })
    return rows[0]?.[0]
  } finally {
    await client.end()
  }
}
