// npm run accuracy: how often N+1 is found and look-alikes are left alone, and how often the planner of the embedded copy decides as a server
// does. Takes about half an hour, and writes both into the README.
import { fileURLToPath } from 'node:url'
import { replaceBetween } from '../scripts/replace-between.ts'
import { type Accuracy, nPlusOneAccuracy } from './accuracy-nplusone.ts'
import { plannerAccuracy } from './accuracy-planner.ts'
import { accuracyTable } from './corpus/accuracy-table.ts'
import { detect } from './corpus/detect.ts'

const say = (text: string): void => void process.stderr.write(`${text}\n`)

const on = (major: 17 | 18): Promise<Accuracy> =>
  nPlusOneAccuracy(detect, 'final', {
    major,
    onDone: (_saved, done, of) => say(`PostgreSQL ${major}, scenario ${done} of ${of}`),
  })

const seventeen = await on(17)
const lookups = accuracyTable(await on(18), seventeen)
const { lines, failed } = await plannerAccuracy()
const planner = [...lines, ...failed.map((each) => `Missed: ${each}.`)].map((each) => `- ${each}`).join('\n')
process.stdout.write(`${lookups}\n\n${planner}\n`)
await replaceBetween(fileURLToPath(new URL('../README.md', import.meta.url)), { accuracy: lookups, planner })
