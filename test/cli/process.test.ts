import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../src/package-root.ts'

const bin = join(packageRoot, 'bin', 'pte-db-audit.js')
const cwd = mkdtempSync(join(tmpdir(), 'pte-db-audit-'))

const start = (args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  spawn(process.execPath, [bin, ...args], { cwd, env: { PATH: process.env['PATH'], HOME: cwd, ...env } })

async function outputOf(child: ReturnType<typeof start>): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const written = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (written.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (written.stderr += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, ...written }
}

test('the bundle answers --help, and a report that is piped is whole', async () => {
  expect((await outputOf(start(['--help']))).code).toBe(0)
  const { code, stdout } = await outputOf(start(['rules', '--json']))
  expect(code).toBe(0)
  expect((JSON.parse(stdout) as unknown[]).length).toBeGreaterThan(15)
})

test('the rules and the examples of the bundle are those of the folders', async () => {
  const { stdout } = await outputOf(start(['explain', 'attempts-user-history']))
  expect(stdout).toContain('drizzle desc: wrong-order')
})

test('a reader that goes away is no error', async () => {
  const child = start(['rules', '--json'])
  child.stdout.destroy()
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  expect([code, stderr]).toEqual([0, ''])
})

test.each(['SIGINT', 'SIGTERM'] as const)('%s while a server does not answer ends with 130', async (signal) => {
  const silent = createServer(() => undefined)
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const connected = once(silent, 'connection')
  const child = start(['check', `postgres://me:secret@127.0.0.1:${(silent.address() as AddressInfo).port}/app?sslmode=disable`])
  const output = outputOf(child)
  await connected
  child.kill(signal)
  expect(await output).toEqual({ code: 130, stdout: '', stderr: 'Interrupted.\n' })
  silent.close()
})

test('SIGINT while the embedded database runs ends with 130', async () => {
  const child = start(['check', '--demo'], { PTE_DB_AUDIT_CACHE: join(cwd, 'cache') })
  const output = outputOf(child)
  await once(child.stderr, 'data')
  child.kill('SIGINT')
  const { code, stdout, stderr } = await output
  expect([code, stdout]).toEqual([130, ''])
  expect(stderr.endsWith('Interrupted.\n')).toBe(true)
})
