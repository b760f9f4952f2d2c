import { counts, type Finding, fingerprintOf, type Result, type Severity } from '../finding.ts'
import { quote } from '../identifier.ts'
import type { Skip } from '../report/report.ts'
import type { Group, NoteGroup, ReportedTarget, SkipGroup, TargetsReport } from '../report/targets-report.ts'
import type { Note } from '../snapshot.ts'
import type { Judged } from './judge.ts'
import type { Target } from './target.ts'

/** What is kept of the targets that were judged: each finding once, and numbers. It grows with what is different, not with what is alike. */
export interface Tally {
  readonly add: (target: Target, judged: Judged) => void
  /** A target that could not be audited, and why in one sentence. */
  readonly fail: (target: Target, error: string) => void
  /** Whatever the order in which targets were added, the report is the same. */
  readonly report: (options: TallyOptions) => TargetsReport
}

export interface TallyOptions {
  readonly version: string
  /** Rules of the run. */
  readonly rules: number
  /** About all targets. */
  readonly notes: readonly Note[]
}

interface GroupDraft {
  readonly kind: Target['kind']
  first: { readonly target: Target; readonly finding: Finding }
  severity: Severity
  readonly verdicts: Map<Finding['verdict'], number>
  readonly targets: string[]
}

interface Shared<Item> {
  first: { readonly target: Target; readonly item: Item }
  readonly targets: string[]
}

const SEVERITIES: readonly Severity[] = ['error', 'warn', 'info']

export function newTally(): Tally {
  const targets: ReportedTarget[] = []
  const groups = new Map<string, GroupDraft>()
  const skips = new Map<string, Shared<Skip>>()
  const notes = new Map<string, Shared<Note>>()
  const outcomes = new Map<string, { held: number; unmeasured: number }>()
  const measured = new Set<string>()
  const asked = new Map<string, number>()
  const findings = { error: 0, warn: 0, info: 0 }
  let accepted = 0

  return {
    add: (target, { rules, results, findings: found, report }) => {
      const { summary, source } = report
      const { version, versionNumber, database } = source.server
      const { name, kind } = target
      const server = { version, versionNumber, database }
      targets.push({ name, kind, state: 'audited', label: source.label, server, collectedAt: source.collectedAt, summary })
      for (const severity of SEVERITIES) findings[severity] += summary.findings[severity]
      for (const rule of rules) asked.set(keyOf([kind, rule]), (asked.get(keyOf([kind, rule])) ?? 0) + 1)
      for (const finding of found) {
        if (counts(finding)) addFinding(groups, target, finding)
        else accepted++
      }
      for (const result of results) addResult(outcomes, measured, target, result)
      for (const skip of report.skips)
        addShared(
          skips,
          keyOf([skip.rule, skip.object?.relation, neutral(skip.subject ?? '', target), neutral(skip.reason, target)]),
          target,
          skip,
        )
      for (const note of report.notes) addShared(notes, keyOf([note.message]), target, note)
    },
    fail: ({ name, kind }, error) => void targets.push({ name, kind, state: 'failed', error }),
    report: ({ version, rules, notes: general }) => {
      const audited = targets.flatMap((target) => (target.state === 'audited' ? target : []))
      const ofKind = (kind: Target['kind']): number => audited.filter((target) => target.kind === kind).length
      const weighing = (severity: Severity): number => [...groups.values()].filter((group) => group.severity === severity).length
      const sum = (of: (results: TargetsReport['summary']['results']) => number): number =>
        audited.reduce((total, { summary }) => total + of(summary.results), 0)
      return {
        version: 1,
        tool: { name: 'pte-db-audit', version },
        summary: {
          targets: { databases: ofKind('database'), schemas: ofKind('schema'), failed: targets.length - audited.length },
          groups: { error: weighing('error'), warn: weighing('warn'), info: weighing('info') },
          findings: { ...findings },
          accepted,
          results: {
            pass: sum(({ pass }) => pass),
            fail: sum(({ fail }) => fail),
            notApplicable: sum(({ notApplicable }) => notApplicable),
            skipped: sum(({ skipped }) => skipped),
          },
          rules: { total: rules, measured: measured.size },
        },
        targets: targets.toSorted((a, b) => order(a.name, b.name) || order(a.kind, b.kind)),
        groups: [...groups]
          .toSorted(([a], [b]) => order(a, b))
          .map(([fingerprint, group]) =>
            finished(
              fingerprint,
              group,
              asked.get(keyOf([group.kind, group.first.finding.rule])) ?? 0,
              outcomes.get(fingerprint),
            ),
          ),
        skips: sorted(skips).map(({ first: { item }, targets: where }): SkipGroup => ({
          rule: item.rule,
          relation: item.object?.relation ?? null,
          subject: item.subject,
          reason: item.reason,
          targets: where,
        })),
        notes: [
          ...general.map((note): NoteGroup => ({ ...note, targets: [] })),
          ...sorted(notes).map(({ first: { item }, targets: where }): NoteGroup => ({ ...item, targets: where })),
        ],
      }
    },
  }
}

const order = (a: string, b: string): number => (a < b ? -1 : Number(a > b))
const keyOf = (parts: readonly (string | null | undefined)[]): string => JSON.stringify(parts)
const sorted = <Item>(all: ReadonlyMap<string, Shared<Item>>): readonly Shared<Item>[] =>
  [...all].toSorted(([a], [b]) => order(a, b)).map(([, { first, targets }]) => ({ first, targets: targets.toSorted(order) }))

/** A text without the schema in front of names, so that what is the same in two schemas reads the same. */
const neutral = (text: string, { schema }: Target): string =>
  schema === null ? text : text.replaceAll(`${schema}.`, '').replaceAll(`${quote(schema)}.`, '')

/** As a finding's own fingerprint, but for the schema where targets are schemas. */
function identityOf(target: Target, { rule, object, subject }: Pick<Result, 'rule' | 'object' | 'subject'>): string {
  const schema = target.schema !== null && object.schema === target.schema ? '*' : object.schema
  return fingerprintOf(rule, { ...object, schema }, neutral(subject, target))
}

function addFinding(groups: Map<string, GroupDraft>, target: Target, finding: Finding): void {
  const key = identityOf(target, finding)
  let group = groups.get(key)
  if (!group) {
    const { severity } = finding
    group = { kind: target.kind, first: { target, finding }, severity, verdicts: new Map(), targets: [] }
    groups.set(key, group)
  }
  if (target.name < group.first.target.name) group.first = { target, finding }
  if (SEVERITIES.indexOf(finding.severity) < SEVERITIES.indexOf(group.severity)) group.severity = finding.severity
  group.verdicts.set(finding.verdict, (group.verdicts.get(finding.verdict) ?? 0) + 1)
  addName(group.targets, target)
}

function addResult(
  outcomes: Map<string, { held: number; unmeasured: number }>,
  measured: Set<string>,
  target: Target,
  result: Result,
): void {
  if (result.status === 'pass' || result.status === 'fail') measured.add(result.rule)
  if (result.status !== 'pass' && result.status !== 'skipped') return
  const key = identityOf(target, result)
  let outcome = outcomes.get(key)
  if (!outcome) outcomes.set(key, (outcome = { held: 0, unmeasured: 0 }))
  if (result.status === 'pass') outcome.held++
  else outcome.unmeasured++
}

function addShared<Item>(all: Map<string, Shared<Item>>, key: string, target: Target, item: Item): void {
  let shared = all.get(key)
  if (!shared) all.set(key, (shared = { first: { target, item }, targets: [] }))
  if (target.name < shared.first.target.name) shared.first = { target, item }
  addName(shared.targets, target)
}

/** A target comes with all that was found in it at once. */
function addName(names: string[], { name }: Target): void {
  if (names.at(-1) !== name) names.push(name)
}

function finished(
  fingerprint: string,
  { kind, first: { target, finding }, severity, verdicts, targets }: GroupDraft,
  of: number,
  outcome: { readonly held: number; readonly unmeasured: number } | undefined,
): Group {
  const { rule, check, plan, verdict, object, subject, message, why, remedy, evidence, confidence, docs } = finding
  return {
    fingerprint,
    rule,
    check,
    plan,
    severity,
    verdicts: Object.fromEntries([...verdicts].toSorted(([a], [b]) => order(a, b))),
    kind,
    targets: targets.toSorted(order),
    of,
    held: outcome?.held ?? 0,
    unmeasured: outcome?.unmeasured ?? 0,
    first: target.name,
    verdict,
    object,
    subject,
    message,
    why,
    remedy,
    evidence,
    confidence,
    docs,
  }
}
