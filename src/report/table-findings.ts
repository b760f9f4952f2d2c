import type { Finding, Severity } from '../finding.ts'
import { count, groupBy } from './counts.ts'
import { printable } from './printable.ts'
import { MARKS, type Style } from './style.ts'
import { workloadNotes } from './workload-notes.ts'
import { SEVERITIES, worstFirst } from './worst-first.ts'
import { widthOf, wrap } from './wrap.ts'

/** Width of the longest verdict, `wrong-order`. */
const VERDICT = 11
/** Where a finding's text begins: two columns, the mark, one, the verdict, two. */
const INDENT = 4 + VERDICT + 2

/** Labels and texts under the message of a finding. */
export type NotesOf = (finding: Finding) => readonly (readonly [label: string, text: string])[]

/** Findings by table; `drizzle` to give the line for the Drizzle schema with every index. The worst table first and the worst finding first within it. */
export function findingLines(
  findings: readonly Finding[],
  width: number,
  style: Style,
  drizzle: boolean,
  notesOf: NotesOf = workloadNotes,
): string[] {
  const groups = [...groupBy(findings, placeOf)].map(([place, members]) => ({
    place,
    members: members.toSorted(worstFirst),
    counts: SEVERITIES.map((severity) => members.filter((finding) => finding.severity === severity).length),
  }))
  const sorted = groups.toSorted((a, b) => moreOf(a.counts, b.counts) || order(a.place, b.place))
  return sorted.flatMap(({ place, members, counts }) => [
    ...heading(place, counts, width, style),
    ...members.flatMap((finding) => lines(finding, width, style, drizzle, notesOf)),
    '',
  ])
}

const order = (a: string, b: string): number => (a < b ? -1 : Number(a > b))

/** More errors first, then more warnings, then more of the rest. */
const moreOf = (a: readonly number[], b: readonly number[]): number =>
  a.map((number, at) => (b[at] ?? 0) - number).find((difference) => difference !== 0) ?? 0

/** What a finding is filed under: its table, or the server for what is about no table. */
export function placeOf({ object: { schema, relation, kind } }: Finding): string {
  if (kind === 'setting' || kind === 'database') return 'the server'
  if (relation === '') return 'the database'
  return schema === 'public' || schema === '' ? relation : `${schema}.${relation}`
}

function heading(place: string, counts: readonly number[], width: number, style: Style): string[] {
  const numbers = SEVERITIES.flatMap((severity, at) => (counts[at] ? [tally(severity, counts[at])] : [])).join(', ')
  const whole = wrap(printable(place), width)
  const last = whole.at(-1) ?? ''
  const beside = widthOf(last) + 2 + numbers.length <= width
  const bold = whole.map((line) => style.bold(line))
  return beside ? [...bold.slice(0, -1), `${bold.at(-1)}  ${style.dim(numbers)}`] : [...bold, `  ${style.dim(numbers)}`]
}

/** `3 errors`, `1 warning`, `2 info` */
export const tally = (severity: Severity, number: number): string =>
  severity === 'info' ? count(number, 'info', 'info') : count(number, severity === 'warn' ? 'warning' : 'error')

function lines(finding: Finding, width: number, style: Style, drizzle: boolean, notesOf: NotesOf): string[] {
  const { severity, verdict, message, remedy, rule, evidence } = finding
  const color = style.severity[severity]
  const room = Math.max(20, width - INDENT)
  const tag = `[${rule}]`
  const text = wrap(`${printable(message)} ${tag}`, room).map((line) =>
    line.endsWith(tag) ? line.slice(0, -tag.length) + style.dim(tag) : line,
  )
  const said = hang(`  ${color(MARKS[severity])} ${color(verdict.padEnd(VERDICT))}  `, text)
  const more = (label: string, what: string): string[] =>
    hang(`    ${style.dim(label.padEnd(VERDICT))}  `, wrap(printable(what), room))
  // An index with the wrong order most often comes from how a Drizzle schema spells it.
  const line = drizzle || verdict === 'wrong-order' ? evidence['drizzle'] : undefined
  const notes = notesOf(finding).flatMap(([label, what]) => more(label, what))
  return [...said, ...notes, ...(remedy ? more('fix', remedy) : []), ...(typeof line === 'string' ? more('drizzle', line) : [])]
}

const hang = (label: string, text: readonly string[]): string[] =>
  text.map((line, at) => (at === 0 ? label + line : ' '.repeat(INDENT) + line))
