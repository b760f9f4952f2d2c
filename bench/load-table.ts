import { median } from './process.ts'
import type { Sample } from './load-clients.ts'

export interface Phase {
  readonly name: string
  /** ms */
  readonly lasted: number
  readonly samples: readonly Sample[]
}

/** The phases as a Markdown table, then each kind of statement. Times are those that a client waited, ms. */
export function loadTable(phases: readonly Phase[]): string {
  const kinds = [...new Set(phases.flatMap(({ samples }) => samples.map(({ what }) => what)))].toSorted()
  return [
    '| phase | statement | statements | per second | p50 | p99 | longest |',
    '|---|---|--:|--:|--:|--:|--:|',
    ...phases.flatMap((phase) => [
      line(phase, 'all', phase.samples),
      ...kinds.map((kind) =>
        line(
          phase,
          kind,
          phase.samples.filter(({ what }) => what === kind),
        ),
      ),
    ]),
    '',
  ].join('\n')
}

function line({ name, lasted }: Phase, what: string, samples: readonly Sample[]): string {
  const times = samples.map(({ took }) => took).toSorted((a, b) => a - b)
  if (times.length === 0) return `| ${name} | ${what} | 0 | | | | |`
  const p99 = times[Math.ceil(times.length * 0.99) - 1] ?? 0
  const cells = [
    name,
    what,
    times.length.toLocaleString('en-US'),
    ((times.length / lasted) * 1000).toFixed(0),
    ms(median(times)),
    ms(p99),
    ms(times.at(-1) ?? 0),
  ]
  return `| ${cells.join(' | ')} |`
}

export const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`
