import type { Verdict } from '../finding.ts'
import { qualified } from '../identifier.ts'
import type { Column, Constraint, Domain, Relation, Snapshot } from '../snapshot.ts'
import { allowedValues, type Subject } from '../sql/bounds.ts'
import { checkExpressionOf } from '../sql/check-expression.ts'
import { EVERYTHING, intersect, type IntervalSet, intervalsText, isEverything, isExactly, isWithin } from '../sql/interval-set.ts'

/** The range that the subject has to stay in; infinite where a side is free. */
export interface Range {
  readonly min: number
  readonly max: number
}

export interface BoundsVerdict {
  readonly verdict: Verdict
  /** What the constraints allow, or why one does not count; null where there is nothing to say. */
  readonly reason: string | null
  /** Names of the CHECKs that are about the subject. */
  readonly constraints: readonly string[]
  /** The NOT VALID constraint that would hold the promise once its rows have been looked at. */
  readonly validate: string | null
}

/** One CHECK and what it leaves of the subject's values. */
interface Reading {
  readonly name: string
  /** Why rows need not keep to it: `is NOT VALID: …`; null when every row does. */
  readonly flaw: string | null
  readonly validatable: boolean
  readonly values: IntervalSet
  readonly mentioned: boolean
}

/** Do the CHECKs of the table and of the column's domain together imply the range? NULL passes a CHECK and breaks no bound. */
export function boundsVerdict(
  snapshot: Snapshot,
  relation: Relation,
  column: Column,
  subject: Subject,
  range: Range,
): BoundsVerdict {
  const readings = [...tableChecks(snapshot, relation, subject), ...domainChecks(snapshot, column, subject)]
  const about = readings.filter(({ values, mentioned }) => mentioned || !isEverything(values))
  const sound = about.filter(({ flaw }) => flaw === null)
  const values = together(sound)
  const say = (verdict: Verdict, reason: string | null, validate: string | null = null): BoundsVerdict => ({
    verdict,
    reason,
    constraints: about.map(({ name }) => name),
    validate,
  })
  const { kind, of } = subject
  if (isWithin(values, range.min, range.max)) {
    if (isExactly(values, range.min, range.max)) return say('present', null)
    return say(
      'covered',
      kind === 'value'
        ? `the CHECKs allow ${intervalsText(values)}`
        : `the CHECKs keep ${of.column} below ${subject.minus.column}`,
    )
  }
  const flawed = about.filter(({ flaw }) => flaw !== null)
  const enough = flawed.find((reading) => isWithin(together([...sound, reading]), range.min, range.max))
  if (enough) return say('weaker', `${enough.name} ${enough.flaw}`, enough.validatable ? enough.name : null)
  if (isWithin(together(about), range.min, range.max))
    return say('weaker', flawed.map(({ name, flaw }) => `${name} ${flaw}`).join('; '))
  if (!isEverything(values))
    return say(
      'weaker',
      kind === 'value' ? `they allow ${intervalsText(values)}` : `they let ${of.column} exceed ${subject.minus.column}`,
    )
  const [vague] = sound
  if (vague) return say('weaker', `${vague.name} mentions it, but bounds that hold for every row cannot be read from it`)
  return flawed.length > 0 ? say('weaker', flawed.map(({ name, flaw }) => `${name} ${flaw}`).join('; ')) : say('missing', null)
}

const together = (readings: readonly Reading[]): IntervalSet => readings.map(({ values }) => values).reduce(intersect, EVERYTHING)

const NOT_VALID = 'is NOT VALID: rows from before it were never looked at'

function tableChecks(snapshot: Snapshot, relation: Relation, subject: Subject): Reading[] {
  const hasHeirs = snapshot.relations.some(({ inherits }) =>
    inherits.some(({ schema, name }) => schema === relation.schema && name === relation.name),
  )
  return relation.constraints
    .filter(({ type }) => type === 'check')
    .map((constraint) => read(constraint.name, constraint.definition, flawOf(constraint, hasHeirs), subject))
}

function flawOf({ enforced, validated, noInherit }: Constraint, hasHeirs: boolean): string | null {
  if (!enforced) return 'is NOT ENFORCED: it stops no row'
  if (!validated) return NOT_VALID
  return noInherit && hasHeirs ? 'is NO INHERIT: rows of the tables below are not held to it' : null
}

/** A domain's own CHECKs and those of the domains below it; in them the value is called VALUE. */
function domainChecks(snapshot: Snapshot, column: Column, subject: Subject): Reading[] {
  if (!column.domain || subject.kind !== 'value') return []
  const { schema, name } = column.domain
  const checks: Domain['checks'][number][] = []
  let domain = snapshot.domains.find((each) => each.schema === schema && each.name === name)
  while (domain) {
    checks.push(...domain.checks)
    const below: string = domain.type
    domain = snapshot.domains.find((each) => qualified(each) === below)
  }
  const value: Subject = { kind: 'value', of: { ...subject.of, column: 'value' } }
  return checks.map((check) => ({
    ...read(check.name, check.definition, check.validated ? null : NOT_VALID, value),
    validatable: false,
  }))
}

function read(name: string, definition: string | null, flaw: string | null, subject: Subject): Reading {
  const condition = definition === null ? null : checkExpressionOf(definition)
  const { values, mentioned } = condition ? allowedValues(condition, subject) : { values: EVERYTHING, mentioned: false }
  return { name, flaw, validatable: flaw === NOT_VALID, values, mentioned }
}
