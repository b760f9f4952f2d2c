import { literal } from '../../identifier.ts'
import { guardsFor } from '../guards.ts'
import { type Effect, effectOf, estimateText, HAZARD_WORDS, waitsSentence } from '../effect.ts'
import type { Plan, Statement, Step } from '../step.ts'
import { backfillBlock } from './backfill.ts'
import { comment, heading } from './comment.ts'
import { firesSentence } from '../fires-sentence.ts'
import { headerLines } from './header.ts'
import { questionLines } from './questions.ts'

export interface Scripts {
  readonly up: string
  readonly down: string
}

/** How long a lock is waited for that others would have to queue behind. */
const LOCK_TIMEOUT = `SET lock_timeout = '2s'`

/**
 * A plan as two scripts of plain SQL, one statement at a time, outside a transaction: without psql's own commands, so that any client
 * runs them and any linter reads them.
 */
export const renderSql = (plan: Plan): Scripts => ({ up: script(plan, 'up'), down: script(plan, 'down') })

type Direction = 'up' | 'down'

function script(plan: Plan, direction: Direction): string {
  // A backfill is not undone: its columns go.
  const steps = direction === 'up' ? plan.steps : plan.steps.toReversed().filter(({ kind }) => kind === 'definition')
  const written = steps.map((step) => ({ step, effect: effectOf(step, direction), statements: statementsOf(step, direction) }))
  const guards = guardsFor(written.flatMap(({ statements }) => statements))
  const total = steps.length
  return `${[
    ...headerLines(plan, written, direction),
    '',
    ...(total === 0 ? [] : [...settings(plan, guards), '']),
    ...parts(written.map(({ effect }) => effect.pace)).flatMap(({ pace, from, to }, at, all) => [
      heading(`Part ${at + 1} of ${all.length}: ${PACES[pace]}`),
      '',
      ...written
        .slice(from, to)
        .flatMap(({ step, effect, statements }, offset) => [
          ...stepComment(step, effect, `${from + offset + 1}/${total}`, direction),
          ...statements.map((sql) => `${sql};`),
          '',
        ]),
    ]),
    ...(direction === 'up' ? questionLines(plan.questions) : []),
  ]
    .join('\n')
    .trimEnd()}\n`
}

const settings = ({ name }: Plan, guards: readonly string[]): string[] => [
  heading('This session'),
  '',
  `SET application_name = ${literal(name).trim()};`,
  ...comment('Builds and validations take as long as they take; locks are waited for briefly.'),
  'SET statement_timeout = 0;',
  `${LOCK_TIMEOUT};`,
  `SET idle_in_transaction_session_timeout = '60s';`,
  ...comment('Rows that row security would hide are an error, not rows that nobody sees.'),
  'SET row_security = off;',
  'SET client_min_messages = notice;',
  ...(guards.length === 0
    ? []
    : [
        '',
        ...comment(
          'Functions that look at what is there before each step, compare it with what is wanted, and try again while a lock is not free. ' +
            'They are gone when the session ends.',
        ),
        ...guards.map((guard) => `${guard};`),
      ]),
]

const PACES: Readonly<Record<Effect['pace'], string>> = {
  short: 'definitions, each a short transaction of its own',
  long: 'builds and validations, which take as long as their tables are large',
  batches: 'rows that are there, filled in batches',
}

/** Runs of steps of the same pace. */
function parts(
  paces: readonly Effect['pace'][],
): { readonly pace: Effect['pace']; readonly from: number; readonly to: number }[] {
  const starts = paces.flatMap((pace, at) => (pace === paces[at - 1] ? [] : [at]))
  return starts.map((from, at) => ({ pace: paces[from] ?? 'short', from, to: starts[at + 1] ?? paces.length }))
}

function stepComment(step: Step, effect: Effect, place: string, direction: Direction): string[] {
  const effects = [
    ...effect.locks.map(({ mode, table }) => `${mode} on ${table.schema}.${table.name}`),
    waitsSentence(effect),
    ...effect.hazards.map((hazard) => `${hazard}: ${HAZARD_WORDS[hazard]}`),
    ...[estimateText(effect.estimate)].filter((text) => text !== ''),
  ]
  const why = [
    ...(step.plan.length > 0 ? [`plan ${step.plan.join(', ')}`] : []),
    ...(step.closes.length > 0 ? [[...new Set(step.closes.map(ruleOf))].join(', ')] : []),
  ]
  return [
    ...comment(`${place} ${direction === 'up' ? '' : 'undo: '}${step.title}`),
    ...(direction === 'up' && why.length > 0 ? comment(why.join('; '), 2) : []),
    ...comment(effects.join('; '), 2),
    ...(direction === 'up' && step.note !== undefined ? comment(step.note, 2) : []),
    ...(step.kind === 'backfill' && step.fires.length > 0 ? comment(firesSentence(step), 2) : []),
  ]
}

/** A fingerprint begins with its rule's id; which findings a step closes is told at the head. */
const ruleOf = (fingerprint: string): string => fingerprint.slice(0, fingerprint.indexOf(':'))

function statementsOf(step: Step, direction: Direction): string[] {
  if (step.kind === 'backfill') return [backfillBlock(step)]
  return step[direction].flatMap(withoutLockTimeout)
}

/**
 * CONCURRENTLY waits for the transactions of others, which is no reason to give up and leave an invalid index behind: nobody queues
 * behind it.
 */
const withoutLockTimeout = ({ sql, transactional }: Statement): string[] =>
  transactional ? [sql] : ['SET lock_timeout = 0', sql, LOCK_TIMEOUT]
