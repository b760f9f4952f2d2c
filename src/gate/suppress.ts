import type { Finding } from '../finding.ts'
import { globMatcher } from '../glob.ts'
import type { IdleSuppression } from '../report/report.ts'
import { objectText } from './baseline.ts'
import { type LookedAt, wouldBeFound } from './looked-at.ts'

/** Findings that the config takes out of the gate: those that all of its parts mean. */
export interface Suppression {
  /** Null for any rule. */
  readonly rule: string | null
  /** Names or globs, with or without a schema; empty for any table. */
  readonly tables: readonly string[]
  /** Names or globs; empty for any, and for findings that are about no column. */
  readonly columns: readonly string[]
  readonly reason: string
  /** The last day on which it holds, `2027-01-31`; null for ever. */
  readonly expires: string | null
  /** Line of the config. */
  readonly line: number
}

/**
 * Findings with what is suppressed marked, and the suppressions that do nothing: those that have expired, and those that mean no finding
 * though theirs would have been found. `today` is a day as `expires` has it.
 */
export function suppress(
  findings: readonly Finding[],
  suppressions: readonly Suppression[],
  today: string,
  lookedAt: LookedAt,
): { readonly findings: readonly Finding[]; readonly idle: readonly IdleSuppression[] } {
  const idle = suppressions.flatMap((suppression): IdleSuppression[] => {
    const about = { label: labelOf(suppression), line: suppression.line, expires: suppression.expires }
    if (hasExpired(suppression, today)) return [{ ...about, state: 'expired' }]
    return findings.some(matcherOf(suppression)) || !wouldDo(suppression, lookedAt) ? [] : [{ ...about, state: 'unused' }]
  })
  return { findings: suppressed(findings, suppressions, today), idle }
}

/** Findings with what is suppressed on that day marked. */
export function suppressed(
  findings: readonly Finding[],
  suppressions: readonly Suppression[],
  today: string,
): readonly Finding[] {
  const inForce = suppressions
    .filter((suppression) => !hasExpired(suppression, today))
    .map((suppression) => ({ suppression, means: matcherOf(suppression) }))
  return findings.map((finding) => {
    const found = inForce.find(({ means }) => means(finding))
    if (!found) return finding
    const { reason, expires } = found.suppression
    return { ...finding, accepted: { by: 'suppression', reason, expires } }
  })
}

const hasExpired = ({ expires }: Suppression, today: string): boolean => expires !== null && today > expires

function matcherOf({ rule, tables, columns }: Suppression): (finding: Finding) => boolean {
  const isTable = tableMatcher(tables)
  const isColumn = columns.map(globMatcher)
  return (finding) =>
    (rule === null || rule === finding.rule) &&
    isTable(objectText(finding.object)) &&
    (isColumn.length === 0 || (finding.object.columns ?? []).some((column) => isColumn.some((means) => means(column))))
}

/** Takes `schema.relation`; a glob without a schema means any. */
function tableMatcher(tables: readonly string[]): (object: string) => boolean {
  const matchers = tables.map(globMatcher)
  return (object) =>
    matchers.length === 0 || matchers.some((means) => means(object) || means(object.slice(object.indexOf('.') + 1)))
}

/** Whether its findings would have been made, all over the database: only then is it known to be good for nothing. */
function wouldDo({ rule, tables }: Suppression, lookedAt: LookedAt): boolean {
  const isTable = tableMatcher(tables)
  const rules = rule === null ? [...lookedAt.known] : [rule]
  return !lookedAt.narrowed && rules.every((id) => wouldBeFound(id, isTable, lookedAt))
}

/** `score-bounds on writing_attempts (overall_score)` */
const labelOf = ({ rule, tables, columns }: Suppression): string =>
  [
    rule ?? 'every rule',
    ...(tables.length > 0 ? [`on ${tables.join(', ')}`] : []),
    ...(columns.length > 0 ? [`(${columns.join(', ')})`] : []),
  ].join(' ')
