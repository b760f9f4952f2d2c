import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checks } from '../src/checks/index.ts'
import { evaluate } from '../src/evaluate.ts'
import { loadRules } from '../src/rules/load.ts'
import type { Snapshot } from '../src/snapshot.ts'
import { loadParser } from '../src/sql/parse.ts'
import type { Floor } from './floor.ts'
import { median, medians, nodeCommand, peakOf, timed } from './process.ts'

const cli = fileURLToPath(new URL('../bin/pte-db-audit.js', import.meta.url))
const selectOne = fileURLToPath(new URL('select-one.mjs', import.meta.url))

export interface Measured {
  /** Medians, ms. */
  readonly floor: number
  readonly check: number
  /** As soon after a reset of the counters as this is, the rules of the workload would say that it is too early: this is with them silent. */
  readonly unjudged: number
  readonly selectOne: number
  readonly evaluate: number
  /** Bytes. */
  readonly peak: number
}

/** Measures one database: every process `rounds` times in turns, from start to exit. */
export async function measureDatabase(url: string, floor: Floor, rounds: number): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'pte-db-audit-bench-'))
  const snapshot = join(folder, 'snapshot.json')
  // Findings are the expected outcome.
  const unjudged = nodeCommand([cli, 'check', url, '--format', 'table', '--output', join(folder, 'report.txt')], [0, 1])
  try {
    const config = join(folder, 'pte-db-audit.yaml')
    writeFileSync(config, await judgingAtOnce())
    const check = { ...unjudged, args: [...unjudged.args, '--config', config] }
    const times = await medians(rounds, {
      floor: () => floor.run(url, join(folder, 'floor.txt')),
      check: () => timed(check),
      unjudged: () => timed(unjudged),
      selectOne: () => timed(nodeCommand([selectOne, url])),
    })
    const peak = median(Array.from({ length: 3 }, () => peakOf(check)))
    timed({ ...check, args: [...check.args, '--save-snapshot', snapshot] })
    return { ...times, peak, evaluate: await timeEvaluate(snapshot, config, rounds) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const rulesWith = (config: string | undefined) => loadRules({ cwd: tmpdir(), config, paths: [], checks })

/** A configuration by which the rules of the workload judge counters of any age. */
async function judgingAtOnce(): Promise<string> {
  const { rules } = await rulesWith(undefined)
  const waiting = rules.filter(({ params }) => typeof params === 'object' && params !== null && 'minHours' in params)
  // JSON is YAML.
  return JSON.stringify({ overrides: Object.fromEntries(waiting.map(({ id }) => [id, { params: { minHours: 0 } }])) })
}

/** ms that the built-in rules take on a saved snapshot, reading it and parsing its statements not included. */
async function timeEvaluate(file: string, config: string, rounds: number): Promise<number> {
  await loadParser()
  const snapshot = JSON.parse(readFileSync(file, 'utf8')) as Snapshot
  const { rules } = await rulesWith(config)
  const { once } = await medians(rounds, {
    once: () => {
      const start = performance.now()
      evaluate(snapshot, rules, { names: { tables: {}, columns: {} }, schemas: [] })
      return performance.now() - start
    },
  })
  return once
}

/** Medians of `--help` and of a node that does nothing, ms. */
export const measureStart = (rounds: number): Promise<Record<'help' | 'node', number>> =>
  medians(rounds, { node: () => timed(nodeCommand(['-e', '0'])), help: () => timed(nodeCommand([cli, '--help'])) })
