import { qualified } from '../../identifier.ts'
import type { Snapshot } from '../../snapshot.ts'
import { scanTokens } from '../../sql/parse.ts'
import type { NewFunction } from '../change.ts'
import { dollarQuote, ensure, functionState, undo } from '../guards.ts'
import type { PlannedChange } from '../planned.ts'
import type { DefinitionStep } from '../step.ts'
import { definition, plainName, writer } from './statement.ts'
import { unlessUsed } from './unless-used.ts'

/** A function is created where there is none by its name and parameter types; one with another body is never written over. */
export function functionSteps(
  planned: PlannedChange & { readonly change: NewFunction },
  snapshot: Snapshot,
): readonly DefinitionStep[] {
  const { table, function: name, parameters, use } = planned.change
  const { statement } = writer(snapshot, table)
  const text = functionDefinition(planned.change)
  const state = functionState(name, text)
  const create = (tries?: number) => statement(ensure(state, `CREATE FUNCTION ${qualified(name)}${text}`, tries), null)
  const types = parameters.map(withoutDefault).join(', ')
  return [
    definition(planned, {
      id: `function ${plainName(name)}`,
      title: `function ${plainName(name)}(${types})`,
      ...(use !== null && { note: use }),
      state,
      up: [create()],
      down: [statement(undo(unlessUsed(name, state), `DROP FUNCTION ${qualified(name)}(${types})`), null)],
      inTransaction: [create(1)],
    }),
  ]
}

/** All that stands behind the name: `(day date) RETURNS void LANGUAGE sql AS …`. */
export function functionDefinition({ parameters, returns, language, attributes, body }: FunctionParts): string {
  const more = attributes === '' ? '' : ` ${attributes}`
  return `(${parameters.join(', ')}) RETURNS ${returns} LANGUAGE ${language}${more} AS ${dollarQuote(body, 'body')}`
}

type FunctionParts = Pick<NewFunction, 'parameters' | 'returns' | 'language' | 'attributes' | 'body'>

/** `day date` of `day date DEFAULT CURRENT_DATE`: DROP FUNCTION takes no defaults. */
function withoutDefault(parameter: string): string {
  let depth = 0
  for (const { start, text } of scanTokens(parameter)) {
    if (text === '(') depth++
    if (text === ')') depth--
    if (depth === 0 && (text.toUpperCase() === 'DEFAULT' || text === '=' || text === ':=')) {
      return Buffer.from(parameter).subarray(0, start).toString().trimEnd()
    }
  }
  return parameter
}
