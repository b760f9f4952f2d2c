import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { packageRoot } from '../../src/package-root.ts'

const bin = join(packageRoot, 'bin', 'pte-db-audit.js')

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly child: ReturnType<typeof spawn>
  readonly ended: Promise<Ended>
}

export interface BinOptions {
  readonly cwd: string
  readonly env?: NodeJS.ProcessEnv
}

/** Starts the built command as a process of its own, with nothing of this process' environment but PATH. */
export function startBin(args: readonly string[], { cwd, env = {} }: BinOptions): Running {
  const child = spawn(process.execPath, [bin, ...args], { cwd, env: { PATH: process.env['PATH'], HOME: cwd, ...env } })
  const written = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (written.stdout += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (written.stderr += chunk))
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...written }))
  return { child, ended }
}

export const runBin = (args: readonly string[], options: BinOptions): Promise<Ended> => startBin(args, options).ended
