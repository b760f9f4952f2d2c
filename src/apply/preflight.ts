import { type Connection, rowsOf } from '../collect/connection.ts'
import { isStatementError } from '../collect/statement-error.ts'
import { AuditError, messageOf } from '../errors.ts'
import type { DefinitionStep, Plan, Step } from '../fix/step.ts'
import { quote } from '../identifier.ts'
import { abortIfProblem } from './abort-if.ts'
import { makeGuards, stateOf } from './guards.ts'
import { JOURNAL_SCHEMA, journalProblems } from './journal.ts'
import { publicationProblems, schemaProblems, tableProblems } from './preflight-tables.ts'
import type { ApplyOptions } from './run.ts'
import { isForeign, lostSession } from './session.ts'

/**
 * All that can be found wrong before the first statement runs: a server that takes no writes, a role that may not, tables and columns that
 * are no more what the plan was made for, objects in the way. Makes the guards, and changes nothing but this session. Rejects with one
 * AuditError that lists everything.
 */
export async function preflight(connection: Connection, plan: Plan, { abortIf, rollback }: ApplyOptions): Promise<void> {
  const server = await ofServer(connection)
  if (!server.usable) throw refused(server.problems)
  await makeGuards(connection)
  const asked = abortIf === null || rollback ? null : await abortIfProblem(connection, abortIf)
  const problems = [
    ...server.problems,
    ...(await journalProblems(connection)),
    ...(asked === null ? [] : [asked]),
    ...(rollback ? [] : [...(await tableProblems(connection, plan)), ...(await schemaProblems(connection, plan))]),
  ]
  // It looks for tables that must be there.
  if (!rollback && problems.length === 0) problems.push(...(await publicationProblems(connection, plan)))
  if (!rollback) problems.push(...(await ofStates(connection, plan.steps, problems.length > 0)))
  if (problems.length > 0) throw refused(problems)
}

const refused = (problems: readonly string[]): AuditError =>
  new AuditError(
    'source',
    problems.length === 1
      ? `${problems.join('')} Nothing was run.`
      : `${problems.map((problem) => `- ${problem}`).join('\n')}\nNothing was run.`,
  )

async function ofServer(connection: Connection): Promise<{ readonly usable: boolean; readonly problems: readonly string[] }> {
  const [row] = await rowsOf(
    connection,
    `select pg_is_in_recovery(), current_setting('transaction_read_only'), has_database_privilege(current_database(), 'create')
       or exists (select from pg_namespace where nspname = '${JOURNAL_SCHEMA}'),
       has_database_privilege(current_database(), 'temporary'), current_user, current_database()`,
  )
  const [recovering, readOnly, creates, temporary, role, database] = row ?? []
  if (recovering === 't')
    return { usable: false, problems: ['This server is a standby and takes no writes: give the address of its primary.'] }
  if (readOnly === 'on')
    return {
      usable: false,
      problems: ['Sessions of this role are read-only (default_transaction_read_only): use a role that may write.'],
    }
  const grant = (privilege: string): string => `grant ${privilege} on database ${quote(database ?? '')} to ${quote(role ?? '')};`
  return {
    usable: temporary === 't',
    problems: [
      ...(creates === 't' ? [] : [`Role ${role} may not create the schema that records what is done: ${grant('create')}`]),
      ...(temporary === 't'
        ? []
        : [`Role ${role} may not create temporary tables, with which objects are compared: ${grant('temporary')}`]),
    ],
  }
}

/**
 * What is in the way of a step. A guard compares only where there is something by that name; what it cannot be compared with, since an
 * earlier step makes a part of it first, it is not. No refusal of the server is told when its reason is among the problems already.
 */
async function ofStates(connection: Connection, steps: readonly Step[], broken: boolean): Promise<string[]> {
  const problems: string[] = []
  for (const step of steps) {
    if (step.kind === 'backfill') continue
    try {
      const state = await stateOf(connection, step.state)
      if (state.kind === 'in the way') problems.push(`${step.title}: ${state.reason}`)
    } catch (thrown) {
      if (!isStatementError(thrown)) throw thrown
      if (isForeign(thrown)) throw lostSession(thrown)
      if (broken || replacesTrigger(step)) continue
      const said = `the server answered "${messageOf(thrown)}", SQLSTATE ${thrown.code}`
      problems.push(
        UNDEFINED.has(thrown.code)
          ? `${step.title}: something by that name is there already, and is not what this step makes (${said}).`
          : `${step.title}: ${said}.`,
      )
    }
  }
  return problems
}

/** SQLSTATEs: undefined_column, undefined_function, undefined_table, undefined_object. */
const UNDEFINED = new Set(['42703', '42883', '42P01', '42704'])

/** The trigger that is there may be the one whose place is taken, by a function that is still to be made. */
const replacesTrigger = ({ state }: DefinitionStep): boolean =>
  state.startsWith('pg_temp.trigger_state(') && !state.endsWith(', NULL)')
