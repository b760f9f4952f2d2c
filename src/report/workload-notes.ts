import type { Evidence, Finding } from '../finding.ts'
import { count, grouped } from './counts.ts'
import { shortened } from './shortened.ts'

/** Characters of a statement in the table: enough to find it in the code. JSON has more of it. */
const LONGEST = 160

/** What a reader needs to find a statement, and to believe an index: a label and a text each. Nothing for what the catalogs alone say. */
export function workloadNotes({ confidence, evidence, proof }: Finding): readonly (readonly [label: string, text: string])[] {
  if (confidence === 'catalog') return []
  const statement = statementIn(evidence)
  return [
    ...(statement === null ? [] : [['statement', `${numbersIn(evidence)}${shortened(statement, LONGEST)}`] as const]),
    ...conditionIn(evidence),
    ...(proof ? [['proof', `${proof.on}, reads it${costs(proof.cost)}`] as const] : []),
  ]
}

function statementIn({ query, lookups, statements }: Evidence): string | null {
  const first = [query, lookups, statements].find((each) => each !== undefined && each !== null)
  if (typeof first === 'string') return first
  return Array.isArray(first) ? ((first as readonly string[])[0] ?? null) : null
}

const conditionIn = ({ partial_where: where, partial_by_rule: rule }: Evidence): readonly (readonly [string, string])[] =>
  typeof where === 'string' && typeof rule === 'string'
    ? [['smaller', `a partial index, WHERE ${where}, if that is sent as a constant (as ${rule} has it)`]]
    : []

function numbersIn({ calls, share_of_time: share }: Evidence): string {
  const texts = [
    ...(typeof calls === 'number' ? [count(calls, 'call')] : []),
    ...(typeof share === 'number' ? [`${Math.round(share * 100)} % of the time`] : []),
  ]
  return texts.length === 0 ? '' : `${texts.join(', ')}: `
}

const costs = (cost: { readonly before: number; readonly after: number } | null): string =>
  cost === null ? '' : `; the plan costs ${grouped(Math.round(cost.after))} instead of ${grouped(Math.round(cost.before))}`
