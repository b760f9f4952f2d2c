import { EVALUATE_RATIO, HELP_RATIO } from './goals.ts'
import type { Measured } from './measure.ts'
import type { Reading } from './reading.ts'

export interface Row extends Measured {
  readonly tables: number
  readonly indexes: number
  readonly statements: number
  readonly goal: { readonly ratio: number; readonly peak: number | null }
}

export interface Results {
  readonly machine: string
  readonly server: string
  readonly floorReader: string
  readonly rounds: number
  readonly rows: readonly Row[]
  readonly start: { readonly help: number; readonly node: number }
  readonly reading: Reading
}

/** The results as Markdown: a table of databases, then what is measured once. Says where a goal is missed, and by how much. */
export function tableOf({ machine, server, floorReader, rounds, rows, start, reading }: Results): string {
  const head =
    '| database | floor | `check` | × floor (goal) | statements not judged | node + pg + `select 1` | evaluating | peak memory (goal) |'
  return [
    `Medians of ${rounds} runs in turns on ${machine}, ${server}; the floor is ${floorReader}.`,
    '',
    head,
    '|---|--:|--:|--:|--:|--:|--:|--:|',
    ...rows.map(line),
    '',
    `- \`--help\` takes ${judged(start.help / start.node, HELP_RATIO)} × \`node -e 0\` (${ms(start.help)} and ${ms(start.node)}).`,
    ...linearity(rows),
    ...readingLines(reading),
    '',
  ].join('\n')
}

const line = (row: Row): string =>
  `| ${[
    `${count(row.tables)} tables, ${count(row.indexes)} indexes, ${count(row.statements)} statements`,
    ms(row.floor),
    ms(row.check),
    judged(row.check / row.floor, row.goal.ratio),
    `${(row.unjudged / row.floor).toFixed(2)} ×`,
    `${(row.selectOne / row.floor).toFixed(2)} ×`,
    ms(row.evaluate),
    row.goal.peak === null ? `${megabytes(row.peak)} MB` : judged(row.peak / 1e6, row.goal.peak / 1e6, 'MB', 0),
  ].join(' | ')} |`

function linearity(rows: readonly Row[]): string[] {
  const [small, large] = [1_000, 10_000].map((tables) => rows.find((row) => row.tables === tables))
  if (!small || !large) return []
  return [`- Evaluating 10,000 tables takes ${judged(large.evaluate / small.evaluate, EVALUATE_RATIO)} × evaluating 1,000.`]
}

/** Each size beside the one before: a linear pass takes as many times longer as it has more to read. */
function readingLines(reading: Reading): string[] {
  const sizes = [...reading]
  return sizes.map(([size, { shaping, pairing }], at) => {
    const [before, known] = sizes[at - 1] ?? []
    const times =
      before && known
        ? `, ${(shaping / known.shaping).toFixed(1)} × as long as ${count(before)} (${size / before} × as many)`
        : ''
    return `- Shaping ${count(size)} statements takes ${ms(shaping)}${times}; finding those that run once per row then takes ${ms(pairing)}.`
  })
}

/** `0.84 (≤ 0.9)`, or `1.02 (≤ 0.9, missed by 13 %)`. */
export function judged(value: number, goal: number, unit = '', digits = 2): string {
  const suffix = unit && ` ${unit}`
  const missed = value > goal ? `, missed by ${Math.ceil((value / goal - 1) * 100)} %` : ''
  return `${value.toFixed(digits)}${suffix} (≤ ${goal}${suffix}${missed})`
}

const ms = (value: number): string => `${count(Math.round(value))} ms`
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0)
const count = (value: number): string => value.toLocaleString('en-US')
