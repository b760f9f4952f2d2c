import { count } from '../../report/counts.ts'
import { type Effect, estimateText, HAZARD_WORDS, waitsText } from '../effect.ts'
import { firesSentence } from '../fires-sentence.ts'
import { proofText } from '../proof-text.ts'
import type { Hazard, Plan, Proof, Step } from '../step.ts'
import { comment, commentTable, ranges } from './comment.ts'

/** A step of a script, with what it does to a server in that direction. */
export interface Written {
  readonly step: Step
  readonly effect: Effect
}

/** What a reader of a pull request needs to know before the first statement. */
export function headerLines(plan: Plan, written: readonly Written[], direction: 'up' | 'down'): string[] {
  const effects = written.map(({ effect }) => effect)
  return [
    ...comment(direction === 'up' ? upTitle(plan) : `${plan.name}, down: undoes what ${plan.name}.up.sql makes`),
    ...comment(`Written by pte-db-audit ${plan.tool} from ${plan.source}, as it was at ${plan.collectedAt}.`),
    ...proofLines(plan.proof),
    '--',
    ...comment('How to run it'),
    ...comment(`psql "$DATABASE_URL" -v ON_ERROR_STOP=1 -f ${plan.name}.${direction}.sql`, 2),
    ...comment(
      'By the owner of the tables, not inside a transaction (no -1) and not through a pooler in transaction mode: indexes are built ' +
        'CONCURRENTLY, and the functions and settings below live as long as the session. Other clients send one statement at a time.',
      2,
    ),
    ...comment(
      direction === 'up'
        ? 'It may be stopped anywhere and run again: each step first looks at what is there, and goes on from it.'
        : `It may be stopped anywhere and run again. What is there by a name of this plan but was not made by it stays.${lossText(plan)}`,
      2,
    ),
    '--',
    ...comment('What it does to a busy server'),
    ...commentTable(
      [
        ['step', 'lock', 'what waits', 'reads', 'for'],
        ...written.map(({ step, effect }, at) => [
          `${at + 1}`,
          effect.locks[0]?.mode ?? 'none',
          waitsText(effect),
          estimateText(effect.estimate) || '-',
          step.title,
        ]),
      ],
      'cut',
    ),
    ...(effects.length > 0 ? comment(SHORT, 2) : []),
    ...hazardLines(effects),
    ...firesLines(written),
    ...(direction === 'up' ? closedLines(plan) : []),
  ]
}

/** What undoing takes with it, and what it does not. */
function lossText({ steps }: Plan): string {
  const makes = (...kinds: readonly string[]): boolean => steps.some(({ id }) => kinds.some((kind) => id.startsWith(`${kind} `)))
  return (
    (makes('column', 'columns') ? ' Columns go with what they hold, whoever wrote it.' : '') +
    (makes('table') ? ' A table that holds rows stays, with a warning.' : '')
  )
}

const SHORT =
  '"For a moment": the lock is asked for with a lock_timeout and given up and asked for again when it is not free, so that nobody ' +
  'queues behind it for long. Every such statement is a transaction of its own, and no two strong locks are held at once.'

function upTitle({ name, steps, questions, alsoClosed }: Plan): string {
  const closed = new Set([...steps.flatMap(({ closes }) => closes), ...alsoClosed.map(({ fingerprint }) => fingerprint)])
  const left =
    questions.length === 0
      ? ''
      : `; ${count(questions.length, 'question')} at the end ${questions.length === 1 ? 'is' : 'are'} left to people`
  return `${name}, up: ${count(steps.length, 'step')} that ${steps.length === 1 ? 'closes' : 'close'} ${count(closed.size, 'finding')}${left}`
}

/** What was shown on a copy, and what was not. */
function proofLines(proof: Proof): string[] {
  const { outcome, remarks } = proof
  const [first = 'it was not tried', ...others] = remarks
  if (outcome === 'not tried') return [...comment(`NOT PROVEN: ${first}`), ...others.flatMap((remark) => comment(remark, 2))]
  return [
    ...comment(`${proofText(proof)}${remarks.length === 0 ? '' : outcome === 'failed' ? ':' : '; but not shown:'}`),
    ...remarks.flatMap((remark) => comment(`- ${remark}`, 2)),
  ]
}

function hazardLines(effects: readonly Effect[]): string[] {
  const byHazard = new Map<Hazard, number[]>()
  for (const [at, { hazards }] of effects.entries())
    for (const hazard of hazards) byHazard.set(hazard, [...(byHazard.get(hazard) ?? []), at + 1])
  return [...byHazard]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([hazard, at]) =>
      comment(`${hazard}: ${HAZARD_WORDS[hazard]} (${at.length === 1 ? 'step' : 'steps'} ${ranges(at)})`, 2),
    )
}

/** What filling rows sets off. */
const firesLines = (written: readonly Written[]): string[] =>
  written.flatMap(({ step }, at) =>
    step.kind === 'backfill' && step.fires.length > 0 ? comment(`step ${at + 1}: ${firesSentence(step)}`, 2) : [],
  )

function closedLines({ steps, alsoClosed }: Plan): string[] {
  const byFinding = new Map<string, readonly number[]>()
  for (const [at, { closes }] of steps.entries())
    for (const finding of closes) byFinding.set(finding, [...(byFinding.get(finding) ?? []), at + 1])
  for (const { fingerprint, by } of alsoClosed)
    if (!byFinding.has(fingerprint)) byFinding.set(fingerprint, byFinding.get(by) ?? [])
  if (byFinding.size === 0) return []
  const rows = [...byFinding].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([finding, at]) => [finding, ranges(at)])
  return ['--', ...comment('What it closes'), ...commentTable([['finding', 'steps'], ...rows])]
}
