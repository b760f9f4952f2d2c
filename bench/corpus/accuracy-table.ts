import type { Accuracy } from '../accuracy-nplusone.ts'
import type { Score } from './score.ts'
import { seeds } from './seeds.ts'

const GOALS = { one: 0.95, samples: 0.99 } as const

/** Both scores in one table for each, by kind, with what they were measured on. */
export function accuracyTable({ set, one, samples, older }: Accuracy): string {
  const kinds = [...one.families.keys()].toSorted()
  const lookAlikes = [...one.lookAlikes.keys()].toSorted()
  return [
    `${one.right + one.missed} families and ${total(one)} look-alikes in scenarios that PostgreSQL 18 really ran, of seeds ` +
      `${seeds[set].join(', ')}${set === 'final' ? ', which were never used while the detection was tuned' : ', which the detection was tuned on'}.`,
    '',
    '| all kinds | precision | recall | goal for both |',
    '|---|--:|--:|--:|',
    line('one snapshot', one, GOALS.one),
    line('with `--sample`', samples, GOALS.samples),
    line('one snapshot, as before PostgreSQL 17', older.one, GOALS.one),
    line('with `--sample`, as before PostgreSQL 17', older.samples, GOALS.samples),
    '',
    '| N+1 families | there | found in one snapshot | found with `--sample` |',
    '|---|--:|--:|--:|',
    ...kinds.map((kind) => {
      const [first, second] = [one.families.get(kind), samples.families.get(kind)]
      return `| ${kind} | ${first?.expected} | ${first?.found} | ${second?.found} |`
    }),
    '',
    '| look-alikes | there | reported in one snapshot | reported with `--sample` |',
    '|---|--:|--:|--:|',
    ...lookAlikes.map((kind) => {
      const [first, second] = [one.lookAlikes.get(kind), samples.lookAlikes.get(kind)]
      return `| ${kind} | ${first?.there} | ${first?.reported} | ${second?.reported} |`
    }),
  ].join('\n')
}

function line(name: string, { right, wrong, missed }: Score, goal: number): string {
  const cell = (part: number, whole: number): string => {
    const share = whole === 0 ? 0 : part / whole
    return `${share.toFixed(3)}${share < goal ? ' (missed)' : ''}`
  }
  return `| ${name} | ${cell(right, right + wrong)} | ${cell(right, right + missed)} | ≥ ${goal} |`
}

const total = ({ lookAlikes }: Score): number => [...lookAlikes.values()].reduce((sum, { there }) => sum + there, 0)
