import { count } from '../report/counts.ts'
import { printable } from '../report/printable.ts'
import { MARKS, styleFor, type Style } from '../report/style.ts'
import { wrap } from '../report/wrap.ts'
import type { Aspect } from './aspect.ts'
import type { ConnectionFacts } from './connection-facts.ts'
import type { Diagnosis } from './diagnose.ts'
import type { Service } from './service.ts'

export interface RenderOptions {
  readonly columns: number
  readonly color: boolean
}

const LABEL = 19

/** The diagnosis for people. SQL is never wrapped, for it is to be copied. */
export function renderDiagnosis(
  facts: ConnectionFacts,
  { aspects, leastPrivilege, ready }: Diagnosis,
  service: Service,
  { columns, color }: RenderOptions,
): string {
  const style = styleFor(color)
  const width = Math.max(60, Math.min(columns, 120))
  const row = (mark: string, label: string, texts: readonly string[]): string[] => {
    const lines = texts.flatMap((text) => wrap(printable(text), width - LABEL - 4))
    return lines.map((line, at) =>
      at === 0 ? `  ${mark} ${style.dim(label.padEnd(LABEL))}${line}` : `    ${' '.repeat(LABEL)}${line}`,
    )
  }
  const lines = [
    style.bold(printable(`pte-db-audit doctor · ${facts.target}`)),
    '',
    style.bold('Connection'),
    ...connectionRows(facts).flatMap(([label, text]) => row(' ', label, [text])),
    '',
    style.bold(`What ${printable(facts.role)} will see`),
    ...aspects.flatMap((aspect) => row(markOf(aspect, style), aspect.title, [aspect.says, ...costsOf(aspect)])),
    ...remedyLines(aspects, service, style),
  ]
  if (leastPrivilege) {
    const { role, statements, reading } = leastPrivilege
    lines.push(
      '',
      style.bold(`${printable(facts.role)} may do more than look. A role that only audits`),
      ...(service.createRole === null ? [] : [`  -- ${service.createRole}`]),
      ...statements.map((statement) => `  ${printable(statement)}`),
      `  -- and its password, in psql: \\password ${role}`,
      ...(reading.length === 0
        ? []
        : [
            `  -- for column statistics, --check-data and rules of kind sql; it then reads people's data:`,
            ...reading.map((statement) => `  ${printable(statement)}`),
          ]),
    )
  }
  lines.push('', ready ? 'An audit sees what it asks for.' : 'An audit would skip what is marked ✗.', '')
  return lines.join('\n')
}

function connectionRows({
  server,
  recovery,
  service,
  database,
  role,
  superuser,
  tls,
  roundTrip,
  between,
}: ConnectionFacts): (readonly [string, string])[] {
  return [
    ['server', `${server}, ${recovery ? 'a standby' : 'a primary'}${service === null ? '' : `, by ${service}`}`],
    ['database', database],
    ['role', superuser ? `${role}, a superuser` : role],
    ['encryption', tls ?? 'none'],
    ...(roundTrip === null ? [] : [['round trip', `${roundTrip} ms`] as const]),
    ['in between', between.says],
  ]
}

function markOf({ sight, optional }: Aspect, { green, severity }: Style): string {
  if (sight === 'all') return green('✓')
  return optional ? severity.info(MARKS.info) : severity.error(MARKS.error)
}

const costsOf = ({ sight, rules, costs }: Aspect): string[] =>
  sight === 'all'
    ? []
    : [
        ...(rules.length > 0 ? [`skipped for it: ${count(rules.length, 'rule')}, ${rules.join(', ')}`] : []),
        ...(costs === null ? [] : [costs]),
      ]

/** What an audit needs first, what it can do without behind it; each statement once. */
function remedyLines(aspects: readonly Aspect[], { grantor }: Service, style: Style): string[] {
  const said = new Set<string>()
  const linesOf = (those: readonly Aspect[]): string[] =>
    those
      .filter(({ sight }) => sight !== 'all')
      .flatMap(({ remedy }) => remedy)
      .map((step) => (step.kind === 'sql' ? `  ${printable(step.sql)}` : `  -- ${printable(step.text)}`))
      .filter((line) => !said.has(line) && said.add(line))
  const needed = linesOf(aspects.filter(({ optional }) => !optional))
  const wanted = linesOf(aspects.filter(({ optional }) => optional))
  return [
    ...(needed.length > 0 ? ['', style.bold(`To see the rest, as ${grantor}`), ...needed] : []),
    ...(wanted.length > 0 ? ['', style.bold(`Only if it is wanted, as ${grantor}`), ...wanted] : []),
  ]
}
