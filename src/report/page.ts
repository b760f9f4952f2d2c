import type { WrittenRule } from '../rules/parse-rule.ts'
import type { Example } from '../rules/examples.ts'
import { exampleLines, sharedLines, sqlLines } from './page-examples.ts'
import { printable } from './printable.ts'
import { styleFor, type Style } from './style.ts'
import { wrap } from './wrap.ts'

export interface Page {
  readonly rule: WrittenRule
  /** What its kind of check looks for, in one sentence. */
  readonly check: string
  /** `params` as YAML, empty for none. */
  readonly params: string
  readonly examples: readonly Example[]
  /** Why the config switches it off; null when it does not. */
  readonly off: string | null
}

export interface PageOptions {
  readonly columns: number
  readonly color: boolean
}

/** The page of a rule: why it is there, what it looks for, what passes and fails, how it is fixed, how it is changed. */
export function renderPage({ rule, check, params, examples, off }: Page, { columns, color }: PageOptions): string {
  const width = Math.min(100, Math.max(60, columns))
  const style = styleFor(color)
  const { text, yaml } = rule
  const section = (title: string, lines: readonly string[]): string[] => (lines.length ? ['', style.bold(title), ...lines] : [])
  const paragraph = (words: string): string[] =>
    wrap(printable(words.trim().replaceAll('\n', ' ')), width - 2, 'whole').map((line) => `  ${line}`)
  const bad = examples.filter(({ name }) => name.startsWith('bad-'))
  const good = examples.filter(({ name }) => !name.startsWith('bad-'))
  const shared = sharedLines(examples)
  const lines = [
    ...wrap(`${text.id} · ${placeInPlan(rule)}`, width).map((line, at) =>
      at === 0 ? line.replace(text.id, style.bold(text.id)) : line,
    ),
    ...wrap(printable(text.summary.trim()), width),
    ...(off === null ? [] : wrap(printable(`Switched off in the config: ${off.trim()}`), width)),
    ...section('Why', paragraph(text.why)),
    ...section('What it looks for', [
      ...paragraph(check),
      ...(text.tables ? paragraph(`Tables: ${text.tables.join(', ')}`) : []),
      ...block(params, style),
    ]),
    ...section(
      'The examples share',
      [...shared].flatMap((line) => sqlLines(line, width, style)),
    ),
    ...section(
      'What fails',
      bad.flatMap((example) => exampleLines(example, shared, width, style)),
    ),
    ...section(
      'What passes',
      good.flatMap((example) => exampleLines(example, shared, width, style)),
    ),
    ...section(
      'How it is fixed',
      fixesOf(bad).flatMap((fix) => paragraph(fix)),
    ),
    ...section('How to change it', [...paragraph('In pte-db-audit.yaml, any of these:'), ...block(overrideOf(rule), style)]),
    '',
    style.dim(`Rule: ${printable(yaml.file)}`),
  ]
  return `${lines.join('\n')}\n`
}

function placeInPlan({ text }: WrittenRule): string {
  const parts = [
    text.plan === undefined ? null : `plan ${text.plan}`,
    text.phase === undefined ? null : `phase ${text.phase}`,
    text.priority === undefined ? null : `${text.priority} priority`,
    text.severity,
  ]
  return printable(parts.filter((part) => part !== null).join(' · '))
}

const block = (text: string, style: Style): string[] =>
  text.trim() === ''
    ? []
    : text
        .trimEnd()
        .split('\n')
        .map((line) => `    ${style.dim(printable(line))}`)

/** The fixes of the examples that fail, each once. */
const fixesOf = (bad: readonly Example[]): string[] => [
  ...new Set(bad.flatMap(({ findings }) => findings.map(({ remedy }) => remedy)).filter((remedy) => remedy !== '')),
]

function overrideOf({ text }: WrittenRule): string {
  const severity = text.severity === 'warn' ? 'info' : 'warn'
  const tables = text.tables ? [`    tables: [${text.tables.map((name) => JSON.stringify(name)).join(', ')}]`] : []
  return [
    'overrides:',
    `  ${text.id}:`,
    `    severity: ${severity}`,
    ...tables,
    '    off: true',
    '    reason: why this promise is not ours',
  ].join('\n')
}
