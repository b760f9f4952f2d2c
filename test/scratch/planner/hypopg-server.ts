import { execFileSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

/** Where Debian and its derivatives put each major version. */
const ROOT = '/usr/lib/postgresql'

/** The folder of an installed PostgreSQL that has hypopg (`apt-get install postgresql-15-hypopg`), or null. */
export function installedHypopg(): string | null {
  if (!existsSync(ROOT)) return null
  const majors = readdirSync(ROOT).filter((major) => existsSync(join(ROOT, major, 'lib', 'hypopg.so')))
  return majors.length === 0 ? null : join(ROOT, majors.toSorted((a, b) => Number(b) - Number(a))[0] ?? '')
}

export interface HypopgServer {
  readonly url: string
  stop(): void
}

/** A server of that installation with its data in a temporary folder; as root it runs as the user postgres. */
export async function startHypopgServer(installation: string): Promise<HypopgServer> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'pte-db-audit-hypopg-'))
  const asRoot = userInfo().uid === 0
  if (asRoot) {
    chownSync(folder, idOfPostgres('-u'), idOfPostgres('-g'))
  }
  const run = (program: string, args: readonly string[]): void => {
    const file = join(installation, 'bin', program)
    const [command, given] = asRoot ? ['runuser', ['-u', 'postgres', '--', file, ...args]] : [file, args]
    execFileSync(command, given, { stdio: 'ignore', cwd: folder })
  }
  const data = join(folder, 'data')
  run('initdb', ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'])
  run('pg_ctl', [
    '-D',
    data,
    '-w',
    '-l',
    join(folder, 'log'),
    '-o',
    `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c fsync=off`,
    'start',
  ])
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    stop: () => {
      run('pg_ctl', ['-D', data, '-w', '-m', 'immediate', 'stop'])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const idOfPostgres = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}
