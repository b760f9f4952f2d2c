import type { Name } from '../fix/change.ts'
import { effectOf, estimateText, waitsSentence } from '../fix/effect.ts'
import { firesSentence } from '../fix/fires-sentence.ts'
import { proofText } from '../fix/proof-text.ts'
import type { OpenQuestion, Plan, Step } from '../fix/step.ts'
import { count, groupBy } from '../report/counts.ts'
import { printable } from '../report/printable.ts'
import { type Style, styleFor } from '../report/style.ts'
import { widthOf, wrap } from '../report/wrap.ts'

export interface FixReportOptions {
  readonly columns: number
  readonly color: boolean
  /** Findings of the rules that were to be fixed. */
  readonly findings: number
  /** Paths as a user would type them. */
  readonly files: readonly string[]
  /** What is to be done to the Drizzle schema, line by line. */
  readonly schema?: readonly string[]
  readonly next: readonly string[]
  /** What the exit code means. */
  readonly closing: string
}

const LABEL = 9
const NUMBER = 4
/** Below this nothing can be laid out, beyond it lines are hard to follow. */
const MIN_COLUMNS = 60
const MAX_COLUMNS = 140

/** What `fix` has written, for the terminal: the steps by table, what is left to people, the proof, what to do next. */
export function fixReport(plan: Plan, options: FixReportOptions): string {
  const width = Math.min(MAX_COLUMNS, Math.max(MIN_COLUMNS, options.columns))
  const style = styleFor(options.color)
  const lines = [
    ...wrap(printable(headline(plan, options.findings)), width).map((line) => style.bold(line)),
    '',
    ...stepLines(plan.steps, width, style),
    ...questionLines(plan.questions, width, style),
    ...labelled('Proof', proofLines(plan), style, width),
    ...labelled('Written', options.files, style),
    ...verbatim('Schema', options.schema ?? [], style),
    ...labelled('Next', options.next, style),
    ...labelled('Then', notesOf(plan.steps), style, width),
    '',
    ...wrap(printable(options.closing), width),
  ]
  return `${lines.join('\n')}\n`
}

function headline({ tool, source, steps, questions }: Plan, findings: number): string {
  const left = questions.length > 0 ? `, ${count(questions.length, 'question')}` : ''
  return `pte-db-audit ${tool} · ${source} · ${count(findings, 'finding')}: ${count(steps.length, 'step')}${left}`
}

/** What people have to do with what is made. */
const notesOf = (steps: readonly Step[]): string[] =>
  steps.flatMap(({ title: what, note }) => (note === undefined ? [] : [`${what}: ${note}`]))

const OTHER = 'new objects, which lock no table that is there'

function stepLines(steps: readonly Step[], width: number, style: Style): string[] {
  const numbered = steps.map((step, at) => ({ step, number: at + 1 }))
  return [...groupBy(numbered, ({ step }) => tableOf(step))].flatMap(([table, members]) => [
    ...wrap(printable(table), width).map((line) => style.bold(line)),
    ...members.flatMap(({ step, number }) => [
      ...stepText(`${number}`, printable(step.title), printable(effectText(step)), width, style),
      ...(step.kind === 'backfill' && step.fires.length > 0
        ? hang('', wrap(printable(firesSentence(step)), width - NUMBER - 2))
        : []),
    ]),
    '',
  ])
}

/** The effect stands behind the title where there is room, else below it. */
function stepText(number: string, title: string, effect: string, width: number, style: Style): string[] {
  const room = width - NUMBER - 2
  const label = number.padStart(NUMBER)
  const lines = wrap(title, room)
  if (effect === '') return hang(label, lines)
  if (widthOf(title) + 2 + widthOf(effect) <= room) return hang(label, [`${title}  ${style.dim(effect)}`])
  return hang(label, [...lines, ...wrap(effect, room).map((line) => style.dim(line))])
}

const hang = (label: string, lines: readonly string[]): string[] =>
  lines.map((line, at) => `${(at === 0 ? label : '').padEnd(NUMBER)}  ${line}`)

function tableOf(step: Step): string {
  if (step.kind === 'backfill') return plainName(step.table)
  const table = step.drizzle?.table ?? effectOf(step).locks[0]?.table
  return table ? plainName(table) : OTHER
}

const plainName = ({ schema, name }: Name): string => `${schema}.${name}`

/** The strongest lock, with its table where that is not the one that the step is filed under. Empty for what locks nothing. */
function effectText(step: Step): string {
  const effect = effectOf(step)
  const [lock] = effect.locks
  if (!lock) return ''
  const elsewhere = plainName(lock.table) === tableOf(step) ? '' : ` on ${plainName(lock.table)}`
  return [`${lock.mode}${elsewhere}`, waitsSentence(effect), ...effect.hazards, estimateText(effect.estimate)]
    .filter((text) => text !== '')
    .join(' · ')
}

function questionLines(questions: readonly OpenQuestion[], width: number, style: Style): string[] {
  if (questions.length === 0) return []
  return [
    style.bold('left to people'),
    ...questions.flatMap(({ title: what, question }) => [
      ...hang('   ?', wrap(printable(what), width - NUMBER - 2)),
      ...hang(
        '',
        wrap(printable(question), width - NUMBER - 2).map((line) => style.dim(line)),
      ),
    ]),
    '',
  ]
}

function proofLines({ proof, steps }: Plan): string[] {
  if (steps.length === 0) return []
  const [first = 'it was not tried', ...others] = proof.remarks
  if (proof.outcome === 'not tried') return [`NOT PROVEN: ${first}`, ...others]
  return [proofText(proof), ...proof.remarks.map((remark) => `- ${remark}`)]
}

/** What is to be copied stays on one line. */
function labelled(label: string, texts: readonly string[], style: Style, width = Infinity): string[] {
  return verbatim(
    label,
    texts.flatMap((text) => wrap(printable(text), width - LABEL, 'whole')),
    style,
  )
}

/** Lines whose indentation is theirs. */
const verbatim = (label: string, lines: readonly string[], style: Style): string[] =>
  lines.map((line, at) => `${style.dim((at === 0 ? label : '').padEnd(LABEL))}${printable(line)}`)
