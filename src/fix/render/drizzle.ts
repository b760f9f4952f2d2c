import { AuditError } from '../../errors.ts'
import { qualified } from '../../identifier.ts'
import { count } from '../../report/counts.ts'
import { firesSentence } from '../fires-sentence.ts'
import { guardsFor } from '../guards.ts'
import { proofText } from '../proof-text.ts'
import type { Plan, Step } from '../step.ts'
import { comment, commentLines } from './comment.ts'
import { editLines, type SchemaEdit } from './drizzle-lines.ts'
import { questionLines } from './questions.ts'

/** Where drizzle-orm cuts a migration, whatever stands around it. */
const BREAKPOINT = '--> statement-breakpoint'

/**
 * A plan as a migration of a Drizzle folder: guarded statements that stand one transaction. Throws AuditError (usage) where a text of the
 * plan would be cut.
 */
export function renderDrizzle(plan: Plan, edits: readonly SchemaEdit[]): string {
  const chunks = [
    [...headerLines(plan, edits), ''].join('\n'),
    ...sessionStatements(plan).map((sql) => `${sql};`),
    ...plan.steps.flatMap((step, at) =>
      statementsOf(step).map((sql, place) =>
        [...(place === 0 ? stepComment(step, `${at + 1}/${plan.steps.length}`) : []), `${sql};`].join('\n'),
      ),
    ),
    `${RESTORED};`,
  ]
  if (chunks.some((chunk) => chunk.includes(BREAKPOINT)))
    throw new AuditError('usage', `A text of the plan contains "${BREAKPOINT}", where Drizzle would cut it. Use --style sql.`)
  const [header = '', ...statements] = chunks
  return `${header}\n${statements.join(`\n${BREAKPOINT}\n`)}\n`
}

const stepComment = (step: Step, place: string): readonly string[] => [
  ...comment(`${place} ${step.title}`),
  ...(step.note === undefined ? [] : comment(step.note, 2)),
  ...(step.kind === 'backfill' && step.fires.length > 0 ? comment(firesSentence(step), 2) : []),
]

/** The same statements as one script that opens its transaction itself: what is tried on a copy. */
export const drizzleTransaction = (plan: Plan): string =>
  ['BEGIN', ...sessionStatements(plan), ...plan.steps.flatMap(statementsOf), RESTORED, 'COMMIT']
    .map((sql) => `${sql};`)
    .join('\n')

/** What is not there is made, what is there and equal is kept, and anything else fails. */
const statementsOf = (step: Step): readonly string[] =>
  step.kind === 'definition'
    ? step.inTransaction.map(({ sql }) => sql)
    : [`UPDATE ${qualified(step.table)} SET ${step.assignments.join(', ')}\nWHERE ${step.lacking}`]

/** Locks are waited for briefly, builds take as long as they take, and rows that row security would hide are an error. */
const SETTINGS = {
  lock_timeout: `coalesce(nullif(current_setting('lock_timeout'), '0'), '2s')`,
  statement_timeout: `'0'`,
  row_security: `'off'`,
}

/** Each value is SQL. */
const setAll = (settings: Readonly<Record<string, string>>): string =>
  `SELECT ${Object.entries(settings)
    .map(([name, value]) => `set_config('${name}', ${value}, true)`)
    .join(', ')}`

/** Where a setting is kept meanwhile. */
const kept = (name: string): string => `pte_db_audit.${name}`

/** Every pending migration runs in the same transaction, and those behind this one get their settings back. */
const RESTORED = setAll(Object.fromEntries(Object.keys(SETTINGS).map((name) => [name, `current_setting('${kept(name)}', true)`])))

const sessionStatements = (plan: Plan): readonly string[] => [
  setAll(Object.fromEntries(Object.keys(SETTINGS).map((name) => [kept(name), `current_setting('${name}')`]))),
  setAll(SETTINGS),
  ...guardsFor(plan.steps.flatMap(statementsOf)),
]

function headerLines({ name, tool, source, collectedAt, steps, proof, questions }: Plan, edits: readonly SchemaEdit[]): string[] {
  return [
    ...comment(`${name}: ${count(steps.length, 'step')} for what does not hold`),
    ...comment(`Written by pte-db-audit ${tool} from ${source}, as it was at ${collectedAt}.`),
    ...comment(proof.outcome === 'not tried' ? `NOT PROVEN: ${proof.remarks[0] ?? 'it was not tried'}` : proofText(proof)),
    ...proof.remarks.slice(proof.outcome === 'not tried' ? 1 : 0).flatMap((remark) => comment(`- ${remark}`, 2)),
    '--',
    ...comment(
      'Drizzle runs all pending migrations in one transaction, in which indexes are built under a lock that writes wait for. What is there ' +
        'already is kept when it is valid and equal; what is there and different makes the migration fail.',
    ),
    ...comment(`On a server in use, first run: pte-db-audit apply ${name}.plan.json`),
    ...comment('It does the same step by step while everybody reads and writes; this migration then finds it done.', 2),
    ...(edits.length === 0
      ? []
      : [
          '--',
          ...comment('The Drizzle schema needs these lines, or the next drizzle-kit generate or push undoes what is made here.'),
          ...comment('Properties are called after their columns, tables after theirs: t.userId for user_id.'),
          ...editLines(edits).flatMap((line) => commentLines(line, 2)),
        ]),
    ...(questions.length === 0 ? [] : ['--', ...questionLines(questions)]),
  ]
}
