// npx tsx bench/accuracy-nplusone.ts [--seeds tuning|final] [--detector <file>] [--from <folder>] [--save <folder>] [--only <text>] [--major <13..18>]
// How often N+1 families are found and look-alikes left alone, on a server that really ran them.
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import type { Snapshot, Statement } from '../src/snapshot.ts'
import { type Major, MAJORS } from '../test/server.ts'
import { scenariosOf } from './corpus/compose.ts'
import type { Detect } from './corpus/report.ts'
import { run } from './corpus/run.ts'
import { readSaved, save, type Saved } from './corpus/saved.ts'
import { type Score, score } from './corpus/score.ts'
import { mistakesText, scoreTable } from './corpus/score-table.ts'
import { seeds, type SeedSet } from './corpus/seeds.ts'

export interface Accuracy {
  readonly set: SeedSet
  /** With the last snapshot of each scenario only. */
  readonly one: Score
  /** With all of its snapshots, as `--sample` takes them. */
  readonly samples: Score
  /** Both again, as servers before PostgreSQL 17 would have it, which keep no time of first calls. */
  readonly older: { readonly one: Score; readonly samples: Score }
}

export interface Options {
  readonly major?: Major
  /** Only scenarios whose id has this in it. */
  readonly only?: string
  readonly onDone?: (saved: Saved, done: number, of: number) => void
}

/** Runs the scenarios of these seeds, and holds what `detect` says of them against their labels. Takes about a second a scenario. */
export async function nPlusOneAccuracy(detect: Detect, set: SeedSet, options: Options = {}): Promise<Accuracy> {
  const scenarios = seeds[set].flatMap((seed) => scenariosOf(seed)).filter(({ id }) => id.includes(options.only ?? ''))
  const ran: Saved[] = []
  await run(
    scenarios,
    (saved) => {
      ran.push(saved)
      options.onDone?.(saved, ran.length, scenarios.length)
    },
    options.major,
  )
  return accuracyOf(detect, set, ran)
}

/** The same for scenarios that have run already, whose seeds must be those of `set`. */
export function accuracyOf(detect: Detect, set: SeedSet, scenarios: readonly Saved[]): Accuracy {
  const strangers = scenarios.filter(({ seed }) => !(seeds[set] as readonly number[]).includes(seed))
  if (strangers.length > 0) throw new Error(`${strangers[0]!.id} is not of the ${set} seeds`)
  const ordered = scenarios.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const older: Detect = (snapshots) => detect(snapshots.map(withoutFirstCalls))
  return {
    set,
    one: score(detect, ordered, false),
    samples: score(detect, ordered, true),
    older: { one: score(older, ordered, false), samples: score(older, ordered, true) },
  }
}

function withoutFirstCalls(snapshot: Snapshot): Snapshot {
  const { workload } = snapshot
  if (!workload.available) return snapshot
  const statements = workload.statements.map((statement) => {
    const older: Omit<Statement, 'since'> & { since?: number } = { ...statement }
    delete older.since
    return older
  })
  return { ...snapshot, workload: { ...workload, statements } }
}

/** Both scores with what they were measured on. */
export const accuracyText = ({ set, one, samples }: Accuracy): string =>
  [
    set === 'final'
      ? `Seeds ${seeds.final.join(', ')}: the final ones, never used while the detector was tuned.`
      : `Seeds ${seeds.tuning.join(', ')}: the tuning ones. The figures that count come from the final seeds.`,
    '',
    'With one snapshot:',
    '',
    scoreTable(one),
    '',
    'With sampling:',
    '',
    scoreTable(samples),
    '',
  ].join('\n')

async function main(): Promise<void> {
  const { values: options } = parseArgs({
    options: {
      seeds: { type: 'string', default: 'tuning' },
      /** A module that exports `detect`; without one scenarios only run. */
      detector: { type: 'string' },
      /** Scenarios that were saved, instead of running them. */
      from: { type: 'string' },
      save: { type: 'string' },
      only: { type: 'string', default: '' },
      major: { type: 'string', default: '18' },
    },
  })
  const major = MAJORS.find((known) => known === Number(options.major)) as Major | undefined
  if ((options.seeds !== 'tuning' && options.seeds !== 'final') || !major)
    throw new Error('--seeds takes tuning or final, --major a major version of PostgreSQL')
  const { seeds: set, only, from } = options
  const detect = options.detector ? await detectorOf(options.detector) : null
  const begun = performance.now()
  const accuracy = from
    ? accuracyOf(
        detect ?? nothing,
        set,
        readSaved(from).filter(({ id }) => id.includes(only)),
      )
    : await nPlusOneAccuracy(detect ?? nothing, set, {
        major,
        only,
        onDone: (saved, done, of) => {
          if (options.save) save(options.save, saved)
          say(`${done} of ${of} after ${((performance.now() - begun) / 1000).toFixed(0)} s: ${saved.id}`)
        },
      })
  if (!detect) return say('no --detector, so nothing is judged')
  process.stdout.write(accuracyText(accuracy))
  for (const [name, { mistakes }] of [['one snapshot', accuracy.one] as const, ['sampling', accuracy.samples] as const])
    process.stdout.write(`\nMistakes with ${name}: ${mistakes.length}\n${mistakesText(mistakes)}\n`)
}

const nothing: Detect = () => []

async function detectorOf(file: string): Promise<Detect> {
  const { detect } = (await import(pathToFileURL(resolve(file)).href)) as { detect?: Detect }
  if (!detect) throw new Error(`${file} exports no function called detect`)
  return detect
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

// Last, for what is above must be there when it runs; not at all when the tests import this.
if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
