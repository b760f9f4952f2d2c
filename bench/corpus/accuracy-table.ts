import type { Accuracy } from '../accuracy-nplusone.ts'
import type { Score } from './score.ts'
import { seeds } from './seeds.ts'

const GOALS = { one: 0.95, samples: 0.99 } as const

/** The newest servers tell statements on different tables apart by their aliases only (see countedTogether). */
const ON_18 =
  'PostgreSQL 18 counts alike statements on different tables as one where they call their tables the same, as one of the dialects does with ' +
  '`t1` (Prisma): a loop of which there is no entry cannot be found, and is missed in these figures. The report says which share of the calls may be counted so.'

/** All scores in one table, then by kind on PostgreSQL 18, with what they were measured on. */
export function accuracyTable({ set, one, samples }: Accuracy, seventeen: Accuracy): string {
  const { older } = seventeen
  const kinds = [...one.families.keys()].toSorted()
  const lookAlikes = [...one.lookAlikes.keys()].toSorted()
  return [
    `${one.right + one.missed} families and ${total(one)} look-alikes in scenarios that PostgreSQL 17 and 18 really ran, of seeds ` +
      `${seeds[set].join(', ')}${set === 'final' ? ', which were never used while the detection was tuned' : ', which the detection was tuned on'}.`,
    '',
    '| all kinds | precision | recall | goal for both |',
    '|---|--:|--:|--:|',
    line('one snapshot, PostgreSQL 17', seventeen.one, GOALS.one),
    line('with `--sample`, PostgreSQL 17', seventeen.samples, GOALS.samples),
    line('one snapshot, PostgreSQL 18', one, GOALS.one),
    line('with `--sample`, PostgreSQL 18', samples, GOALS.samples),
    line('one snapshot, as before PostgreSQL 17', older.one, GOALS.one),
    line('with `--sample`, as before PostgreSQL 17', older.samples, GOALS.samples),
    '',
    ON_18,
    '',
    'By kind, on PostgreSQL 18:',
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
