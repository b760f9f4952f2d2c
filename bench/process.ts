import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

export interface Command {
  readonly program: string
  readonly args: readonly string[]
  /** Exit codes that mean it did its work: an audit with findings ends with 1. */
  readonly expected: readonly number[]
}

export const nodeCommand = (args: readonly string[], expected: readonly number[] = [0]): Command => ({
  program: process.execPath,
  args,
  expected,
})

/** Start to exit, ms. Throws when the command did not do its work: a fast failure is no measurement. */
export function timed(command: Command, env: NodeJS.ProcessEnv = process.env): number {
  const start = performance.now()
  const { status, error, stderr } = spawnSync(command.program, command.args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  const elapsed = performance.now() - start
  if (error) throw error
  if (status === null || !command.expected.includes(status))
    throw new Error(`${command.program} ended with ${status}: ${String(stderr).slice(0, 500)}`)
  return elapsed
}

/** Peak resident memory of a node command, bytes. */
export function peakOf(command: Command): number {
  const folder = mkdtempSync(join(tmpdir(), 'pte-db-audit-bench-'))
  const file = join(folder, 'peak')
  const hook = pathToFileURL(fileURLToPath(new URL('report-peak.mjs', import.meta.url))).href
  try {
    timed({ ...command, args: ['--import', hook, ...command.args] }, { ...process.env, BENCH_PEAK_FILE: file })
    return Number(readFileSync(file, 'utf8')) * 1024
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Median ms of each of these, `rounds` times one after the other, so that a slower minute of the machine hurts all alike.
 * A first round warms caches and is not counted.
 */
export async function medians<Name extends string>(
  rounds: number,
  cases: Readonly<Record<Name, () => number | Promise<number>>>,
): Promise<Record<Name, number>> {
  const names = Object.keys(cases) as Name[]
  const samples = new Map<Name, number[]>(names.map((name) => [name, []]))
  for (let round = 0; round <= rounds; round++)
    for (const name of names) {
      const elapsed = await cases[name]()
      if (round > 0) samples.get(name)!.push(elapsed)
    }
  return Object.fromEntries(names.map((name) => [name, median(samples.get(name)!)])) as Record<Name, number>
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
