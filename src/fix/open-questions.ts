import type { Evidence, Finding } from '../finding.ts'
import type { Changes, Question } from './change.ts'
import type { OpenQuestion } from './step.ts'

/** A finding that only people can settle, with what they need for it. */
export const openQuestion = (finding: Finding, { question, examples, evidence }: Question): OpenQuestion => ({
  fingerprint: finding.fingerprint,
  title: finding.message,
  question,
  evidence: evidence ?? evidenceLines(finding.evidence),
  examples,
})

/** About an index that stays beside the one that settles the finding. */
export const leftQuestion = (
  { rule, object: { schema, relation } }: Finding,
  { index, question }: NonNullable<Changes['leaves']>,
): OpenQuestion => ({
  fingerprint: `${rule}:${schema}.${relation}:${index}`,
  title: `${index} of ${relation} stays beside the index that takes its place.`,
  question: question.question,
  evidence: question.evidence ?? [],
  examples: question.examples,
})

/** Where no check knows better, what the finding itself advises is the question. */
export const asAdvised = ({ remedy }: Finding): Question => ({
  kind: 'question',
  question: `No migration settles this. Who decides on it, and when? The advice: ${remedy}`,
  examples: [],
})

/** A finding that migrations of the folder settle, which this database has not run. */
export const asPending = ({ remedy }: Finding): Question => ({
  kind: 'question',
  question: `A migration that is there already settles it. When does it run here? The advice: ${remedy}`,
  examples: [],
})

/** A finding that the plan tries to settle, and that is there afterwards all the same. */
export const stillOpen = ({ remedy }: Finding): Question => ({
  kind: 'question',
  question: `What this plan changes does not settle it on its own. What else is to be done? The advice: ${remedy}`,
  examples: [],
})

/** The Drizzle line is about what to write, and says nothing about the finding. */
const evidenceLines = (evidence: Evidence): readonly string[] =>
  Object.entries(evidence)
    .filter(([key, value]) => key !== 'drizzle' && value !== null)
    .map(([key, value]) => `${key.replaceAll('_', ' ')}: ${Array.isArray(value) ? value.join(', ') : String(value)}`)
