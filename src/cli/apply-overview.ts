import { effectOf, waitsText } from '../fix/effect.ts'
import { proofText } from '../fix/proof-text.ts'
import { shownStatements } from '../fix/shown-statements.ts'
import type { Plan, Step } from '../fix/step.ts'
import { count } from '../report/counts.ts'
import { printable } from '../report/printable.ts'

/**
 * Every statement that may run, in order, with who waits for it; a guard goes before each, and what it finds done is not run again.
 * Needs `loadParser()` to have resolved.
 */
export function overview(plan: Plan, target: string, rollback: boolean): string {
  const steps = rollback ? plan.steps.toReversed() : plan.steps
  const name = printable(plan.name)
  const head = rollback
    ? `Rollback of ${name} on ${target}: undoes what apply has made of these ${count(steps.length, 'step')}.`
    : `${name} on ${target}: ${count(steps.length, 'step')}. ${proofText(plan.proof)}.`
  return `${[head, '', ...steps.flatMap((step, at) => block(step, `${at + 1}/${steps.length}`, rollback)), ''].join('\n')}\n`
}

function block(step: Step, place: string, rollback: boolean): string[] {
  const statements = statementsOf(step, rollback)
  const waits = statements.length === 0 ? '' : `  [waiting meanwhile: ${waitsText(effectOf(step, rollback ? 'down' : 'up'))}]`
  return [`${place}  ${printable(step.title)}${waits}`, ...statements.flatMap((sql) => sql.split('\n').map(indented))]
}

function statementsOf(step: Step, rollback: boolean): readonly string[] {
  const shown = shownStatements(step, rollback ? 'down' : 'up')
  return shown.map(({ sql }) => (step.kind === 'backfill' ? sql : `${sql};`))
}

const indented = (line: string): string => `       ${printable(line)}`
