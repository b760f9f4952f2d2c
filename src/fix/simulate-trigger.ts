import { literal, qualified, quote } from '../identifier.ts'
import type { Relation, Trigger } from '../snapshot.ts'
import { parseStatements } from '../sql/parse.ts'
import type { NewTrigger } from './change.ts'
import { byName } from './simulate-sorted.ts'

/** The relation with its new trigger, in place of one of its name. */
export function triggered(relation: Relation, change: NewTrigger): Relation {
  const { name, timing, events, function: called, arguments: given } = change
  const call = `${qualified(called)}(${given.map((argument) => literal(argument).trim()).join(', ')})`
  const definition = `CREATE TRIGGER ${quote(name)} ${timing} ${events} ON ${qualified(relation)} FOR EACH ROW EXECUTE FUNCTION ${call}`
  return withTrigger(relation, {
    name,
    timing: timing === 'BEFORE' ? 'before' : 'after',
    level: 'row',
    ...eventsOf(definition),
    when: null,
    enabled: 'origin',
    function: called,
    arguments: given,
    definition,
  })
}

/** CreateTrigStmt.events, src/include/catalog/pg_trigger.h */
const EVENTS = [
  ['insert', 4],
  ['update', 16],
  ['delete', 8],
] as const

function eventsOf(definition: string): Pick<Trigger, 'events' | 'columns'> {
  const statement = parseStatements(definition).stmts?.[0]?.stmt
  if (!statement || !('CreateTrigStmt' in statement)) throw new Error(`no trigger: ${definition}`)
  const { events = 0, columns = [] } = statement.CreateTrigStmt
  return {
    events: EVENTS.filter(([, bit]) => events & bit).map(([event]) => event),
    columns: columns.flatMap((column) => ('String' in column && column.String.sval !== undefined ? [column.String.sval] : [])),
  }
}

const withTrigger = (relation: Relation, trigger: Trigger): Relation => ({
  ...relation,
  triggers: [...relation.triggers.filter(({ name }) => name !== trigger.name), trigger].toSorted(byName),
})
