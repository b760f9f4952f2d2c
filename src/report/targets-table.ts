import type { Finding } from '../finding.ts'
import { count, grouped } from './counts.ts'
import { printable } from './printable.ts'
import { type Style, styleFor } from './style.ts'
import type { TableOptions } from './table.ts'
import { MAX_COLUMNS, MIN_COLUMNS } from './table.ts'
import { findingLines, tally } from './table-findings.ts'
import { reasonsOf } from './reasons.ts'
import { row } from './table-summary.ts'
import type { Group, ReportedTarget, TargetsReport } from './targets-report.ts'
import { workloadNotes } from './workload-notes.ts'
import { wrap } from './wrap.ts'

/** Targets that are named where a few stand for all; the JSON names every one. */
const NAMED = 3
/** Failed targets that are listed. */
const MAX_FAILED = 20

/** The report of many targets for people: each finding once with where it is, then what failed and what could not be measured. */
export function renderTargetsTable(report: TargetsReport, { columns, color, closing }: TableOptions): string {
  const width = Math.min(MAX_COLUMNS, Math.max(MIN_COLUMNS, columns))
  const style = styleFor(color)
  const lines = [
    ...wrap(printable(title(report)), width).map((line, at) => (at === 0 ? style.bold(line) : line)),
    '',
    ...groupLines(report, width, style),
    ...summaryLines(report, width, style),
    '',
    ...closing.flatMap((text) => wrap(printable(text), width)),
  ]
  return `${lines.join('\n')}\n`
}

const title = ({ tool, summary }: TargetsReport): string => `${tool.name} ${tool.version} · ${audited(summary.targets)}`

function audited({ databases, schemas, failed }: TargetsReport['summary']['targets']): string {
  const texts = [
    ...(schemas > 0 ? [count(schemas, 'schema')] : []),
    ...(databases > 0 || schemas === 0 ? [count(databases, 'database')] : []),
  ]
  return `${texts.join(' and ')}${failed > 0 ? `, ${failed} failed` : ''}`
}

function groupLines({ groups, targets }: TargetsReport, width: number, style: Style): string[] {
  if (groups.length === 0) return []
  const byFinding = new Map(groups.map((group) => [findingOf(group), group]))
  const named = namer(targets)
  return findingLines([...byFinding.keys()], width, style, false, (finding) => {
    const group = byFinding.get(finding)
    return [...(group ? [['in', whereText(group, named)] as const] : []), ...workloadNotes(finding)]
  })
}

/** As a finding of one target is laid out: filed under its table, wherever that is. */
const findingOf = ({ object, fingerprint, ...group }: Group): Finding => ({
  ...group,
  fingerprint,
  object: group.kind === 'schema' || fingerprint.startsWith(`${group.rule}:*.`) ? { ...object, schema: '' } : object,
})

/** `412 of 500 schemas (400 missing, 12 weaker), first seen in tenant_003, then in tenant_007, tenant_008 and 409 more; holds in 88` */
function whereText({ kind, targets, of, verdicts, held, unmeasured }: Group, named: (target: string) => string): string {
  const kinds = Object.entries(verdicts)
  const split = kinds.length > 1 ? ` (${kinds.map(([verdict, number]) => `${number} ${verdict}`).join(', ')})` : ''
  const [first = '', ...others] = targets.map(named)
  const few = others.length < NAMED ? others : others.slice(0, NAMED - 1)
  const more = others.length > few.length ? ` and ${others.length - few.length} more` : ''
  const then = few.length > 0 ? `, then in ${few.join(', ')}${more}` : ''
  const rest = [...(held > 0 ? [`holds in ${held}`] : []), ...(unmeasured > 0 ? [`not measured in ${unmeasured}`] : [])]
  return [`${targets.length} of ${count(of, kind)}${split}, first seen in ${first}${then}`, ...rest].join('; ')
}

/** Where all schemas are of one database, its name in front of each says nothing. */
function namer(targets: readonly ReportedTarget[]): (name: string) => string {
  const schemas = targets.filter(({ kind }) => kind === 'schema')
  const owners = new Set(targets.map(({ name, kind }) => (kind === 'schema' ? name.slice(0, name.indexOf('/')) : name)))
  const [owner] = owners
  return schemas.length > 0 && owners.size === 1 && owner !== undefined
    ? (name) => (name.startsWith(`${owner}/`) ? name.slice(owner.length + 1) : name)
    : (name) => name
}

function summaryLines({ summary, targets, skips, notes }: TargetsReport, width: number, style: Style): string[] {
  const { groups, findings, accepted, rules } = summary
  const failed = targets.flatMap((target) => (target.state === 'failed' ? `${target.name}: ${target.error}` : []))
  const places = findings.error + findings.warn + findings.info
  return [
    style.bold('Summary'),
    ...row('Targets', [audited(summary.targets)], width, style),
    ...row(
      'Failed',
      [
        ...failed.slice(0, MAX_FAILED),
        ...(failed.length > MAX_FAILED ? [`… and ${failed.length - MAX_FAILED} more: see --format json`] : []),
      ],
      width,
      style,
    ),
    ...row(
      'Findings',
      [
        places === 0
          ? 'none'
          : `${tally('error', groups.error)}, ${tally('warn', groups.warn)}, ${tally('info', groups.info)}; found ${count(places, 'time')}`,
      ],
      width,
      style,
    ),
    ...row('Accepted', accepted > 0 ? [`${grouped(accepted)} by a suppression`] : [], width, style),
    ...row('Rules', [`${rules.total}: ${rules.measured} measured, ${rules.total - rules.measured} nowhere`], width, style),
    ...row(
      'Not measured',
      reasonsOf(
        skips.flatMap((skip) => skip.targets.map(() => skip)),
        ({ rule, subject, reason }) => ({ rule, reason: rule === null ? `${subject}: ${reason}` : reason }),
      ),
      width,
      style,
    ),
    ...row(
      'Notes',
      notes.map(({ message, file, line }) => (file === null ? message : `${file}${line === null ? '' : `:${line}`} ${message}`)),
      width,
      style,
    ),
  ]
}
