import type { Check, Context, Outcome, TableCheck } from './check.ts'
import { checks } from './checks/index.ts'
import { type Finding, fingerprintOf, type Result } from './finding.ts'
import { globMatcher, isGlob } from './glob.ts'
import type { Rule } from './rule.ts'
import type { Relation, Section, Snapshot } from './snapshot.ts'
import { scopeOf, type Targets, targetsOf } from './targets.ts'

/** The user's names for the plan's: `{ tables: { users: 'user' }, columns: { user_id: 'userId', 'users.id': 'uid' } }`. */
export interface NameMap {
  readonly tables: Readonly<Record<string, string>>
  /** By column, or by the plan's `table.column`, which wins. */
  readonly columns: Readonly<Record<string, string>>
}

export interface EvaluateOptions {
  readonly names: NameMap
  /** Schema names or globs that are audited; empty for all of the user's. */
  readonly schemas: readonly string[]
}

export interface Evaluation {
  /** Sorted by rule, object and subject. */
  readonly results: readonly Result[]
  /** Sorted by fingerprint. */
  readonly findings: readonly Finding[]
}

type AnyCheck = Check<unknown>
const checksById = new Map(checks.map((check) => [check.id, check as AnyCheck]))

/**
 * Holds every rule against every table it is about, or only those that are `judged`, while the others still say what they promise. Pure;
 * needs `loadParser()` to have resolved.
 */
export function evaluate(
  snapshot: Snapshot,
  rules: readonly Rule[],
  options: EvaluateOptions,
  judged: readonly Rule[] = rules,
): Evaluation {
  const run = prepare(snapshot, rules, options)
  const results: { readonly identity: string; readonly result: Result }[] = []
  const findings: Finding[] = []
  for (const rule of judged) {
    for (const outcome of outcomesOf(run, rule)) {
      results.push({ identity: fingerprintOf(rule.id, outcome.object, outcome.subject), result: resultOf(rule, outcome) })
      if (outcome.status === 'fail') findings.push(findingOf(rule, outcome))
    }
  }
  return {
    results: results.toSorted((a, b) => compare(a.identity, b.identity)).map(({ result }) => result),
    findings: findings.toSorted((a, b) => compare(a.fingerprint, b.fingerprint)),
  }
}

/** What `snapshot` and `rules` say about each other before any check runs. */
export interface Run {
  readonly snapshot: Snapshot
  readonly targets: Targets
  readonly contextOf: (rule: Rule) => Context<unknown>
}

export function prepare(snapshot: Snapshot, rules: readonly Rule[], options: EvaluateOptions): Run {
  const { names } = options
  const planned = new Map(Object.entries(names.tables).map(([plan, own]) => [own, plan]))
  const promised = promisesOf(rules)
  const columnName = (relation: Pick<Relation, 'name'>, name: string): string => {
    const table = planned.get(relation.name) ?? relation.name
    return names.columns[`${table}.${name}`] ?? names.columns[name] ?? name
  }
  const targets = targetsOf(snapshot, names, options.schemas)
  const inScope = scopeOf(snapshot, options.schemas)
  return {
    snapshot,
    targets,
    contextOf: (rule) => ({
      snapshot,
      rule,
      rules,
      answer: (key) => snapshot.answers[key],
      columnName,
      inScope,
      tableName: (name) => names.tables[name] ?? name,
      meansTable: (other, relation) => other.tables.some((entry) => targets.of(entry).has(relation)),
      promises: (relation, column) =>
        promised.some(
          ({ matches, columns }) =>
            matches(planned.get(relation.name) ?? relation.name) && columns.some((name) => columnName(relation, name) === column),
        ),
    }),
  }
}

/** Columns that rules of the `columns` check promise, by table. */
function promisesOf(rules: readonly Rule[]): readonly { matches: (table: string) => boolean; columns: readonly string[] }[] {
  return rules
    .filter((rule) => rule.check === 'columns')
    .flatMap((rule) =>
      rule.tables.map((table) => ({
        matches: globMatcher(table),
        columns: (rule.params as { readonly columns: readonly { readonly name: string }[] }).columns.map(({ name }) => name),
      })),
    )
}

function outcomesOf(run: Run, rule: Rule): readonly Outcome[] {
  const check = checksById.get(rule.check)
  if (!check) throw new Error(`rule ${rule.id} names the check ${rule.check}, which does not exist`)
  const context = run.contextOf(rule)
  const unread = run.snapshot.unread.find(({ section }) => check.needs.includes(section as Section))
  if (check.scope === 'database') return unread ? [skippedDatabase(rule, unread.reason)] : check.run(context)
  const outcomes = rule.tables.flatMap((entry): readonly Outcome[] => {
    if (unread) return [{ object: tableNamed(run, entry), subject: 'table', status: 'skipped', reason: unread.reason }]
    const relations = relationsFor(run, rule, entry)
    if (relations.length > 0) return relations.flatMap((relation) => check.run(context, relation))
    return isGlob(entry) || run.targets.of(entry).size > 0 ? [] : missing(run, check, context, entry)
  })
  if (outcomes.length > 0) return outcomes
  const object = { schema: run.targets.home, relation: rule.tables.join(', '), kind: 'table' } as const
  return [{ object, subject: 'table', status: 'not-applicable', reason: 'no table has what this rule is about' }]
}

/** A table that two entries of a rule match is judged once, for the first of them. */
function relationsFor(run: Run, rule: Rule, entry: string): readonly Relation[] {
  const earlier = rule.tables.slice(0, rule.tables.indexOf(entry)).map((other) => run.targets.of(other))
  return [...run.targets.of(entry)].filter((relation) => !earlier.some((relations) => relations.has(relation)))
}

function missing(run: Run, check: TableCheck<unknown>, context: Context<unknown>, entry: string): readonly Outcome[] {
  const object = tableNamed(run, entry)
  if (check.missingTable) {
    return check
      .missingTable(context, object.relation, object.schema)
      .map((outcome) => ({ ...outcome, object: { ...outcome.object, schema: object.schema } }))
  }
  const other = run.snapshot.relations.some(({ name }) => name === object.relation)
  const reason = other
    ? `${object.relation} is no table that is audited by itself, but a view, a partition, a child of another or a tool's own`
    : `there is no table ${object.relation}`
  return [{ object, subject: 'table', status: 'not-applicable', reason }]
}

function tableNamed(run: Run, entry: string): { schema: string; relation: string; kind: 'table' } {
  const dot = entry.indexOf('.')
  const name = entry.slice(dot + 1)
  return {
    schema: dot === -1 ? run.targets.home : entry.slice(0, dot),
    relation: run.contextOf({} as Rule).tableName(name),
    kind: 'table',
  }
}

const skippedDatabase = (rule: Rule, reason: string): Outcome => ({
  object: { schema: '', relation: '', kind: 'database' },
  subject: rule.id,
  status: 'skipped',
  reason,
})

function resultOf(rule: Rule, outcome: Outcome): Result {
  const { object, subject, status } = outcome
  return {
    rule: rule.id,
    plan: rule.plan,
    object,
    subject,
    status,
    ...('verdict' in outcome ? { verdict: outcome.verdict } : {}),
    ...('reason' in outcome && outcome.reason !== undefined ? { reason: outcome.reason } : {}),
  }
}

function findingOf(rule: Rule, outcome: Outcome & { status: 'fail' }): Finding {
  const { object, subject, verdict, message, evidence, remedy } = outcome
  return {
    rule: rule.id,
    check: rule.check,
    severity: outcome.severity ?? rule.severity,
    plan: rule.plan,
    verdict,
    object,
    message,
    why: rule.why,
    evidence,
    confidence: outcome.confidence ?? 'catalog',
    remedy,
    subject,
    fingerprint: fingerprintOf(rule.id, object, subject),
    ...(outcome.proof ? { proof: outcome.proof } : {}),
    ...(outcome.locations ? { locations: outcome.locations } : {}),
    docs: `pte-db-audit explain ${rule.id}`,
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
