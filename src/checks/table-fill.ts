import type { Context } from '../check.ts'
import type { Change, FixOptions, Name, NewFunction } from '../fix/change.ts'
import { extractionFix } from '../fix/extraction-changes.ts'
import { takesNumbers } from '../fix/extraction-number.ts'
import type { AttemptTable, Filling } from '../fix/fill/attempts.ts'
import { fillUse, jobOf } from '../fix/fill/job.ts'
import { questionStatsBody, questionStatsParameters } from '../fix/fill/question-stats.ts'
import { USER_PROGRESS_PARAMETERS, userProgressBody } from '../fix/fill/user-progress.ts'
import { isNumericType } from '../sql/bounds.ts'
import { promisedType } from './create-table.ts'
import { type FillSource, fillSources } from './fill-sources.ts'
import { findTable } from './find-table.ts'
import { promisedScore } from './promised-score.ts'
import type { FillParams, TableParams } from './table-params.ts'

/**
 * The function that fills a planned table for a day, with the score columns that it reads where this plan is the one to add them. None
 * where no table of attempts says who made one and when, or where the table has not the key that a second run would find its rows by.
 */
export function fillChanges(context: Context<TableParams>, target: Name, options: FixOptions): readonly Change[] {
  const { fill, columns, unique } = context.rule.params
  if (!fill) return []
  const names = new Map(
    columns.map((column) => [
      column.name,
      { name: context.columnName(target, column.name), type: promisedType(context, column, target.schema) },
    ]),
  )
  const key = fill.by === 'user' ? ['user_id', 'snapshot_date'] : ['question_type', 'question_id']
  const sources = fillSources(context, fill, target.schema).filter((source) => isUsable(source, fill))
  if (sources.length === 0 || !unique.some((each) => each.toSorted().join() === key.toSorted().join())) return []
  const readings = sources.map((source) => read(context, fill, source, names, options))
  const filling: Filling = {
    function: { schema: target.schema, name: fill.function },
    target,
    columns: names,
    attempts: readings.map(({ table }) => table),
    users: fill.by === 'user' ? usersOf(context, target) : null,
  }
  return [...readings.flatMap(({ needs }) => needs), functionOf(context, fill, filling)]
}

const isUsable = ({ column }: FillSource, fill: FillParams): boolean =>
  column(fill.user) !== undefined &&
  TIMES.includes(column(fill.at)?.baseType ?? '') &&
  (fill.by === 'user' || column(fill.question) !== undefined)

const TIMES: readonly string[] = ['timestamp without time zone', 'timestamp with time zone', 'date']

/** A table of attempts as the function reads it, and what has to be there for that. */
function read(
  context: Context<TableParams>,
  fill: FillParams,
  { kind, relation, column }: FillSource,
  target: Filling['columns'],
  options: FixOptions,
): { readonly table: AttemptTable; readonly needs: readonly Change[] } {
  const user = column(fill.user)
  const question = fill.by === 'question' ? column(fill.question) : undefined
  const score = context.columnName(relation, fill.score)
  const existing = relation.columns.find(({ name }) => name === score)
  const promised = existing ? undefined : promisedScore(context, relation, score)
  const coming =
    promised && takesNumbers(promised.type)
      ? extractionFix(
          context.snapshot,
          relation,
          promised.document,
          [{ name: promised.name, type: promised.type, keys: promised.keys, exists: false }],
          options.sync,
        )
      : undefined
  const needs = coming?.kind === 'changes' ? coming.changes : []
  const scored = needs.length > 0 || isNumericType(existing?.baseType ?? '')
  const durations = fill.by === 'user' ? Object.entries(fill.durations) : []
  const duration = durations.flatMap(([planned, unit]) => {
    const found = column(planned)
    return found && isNumericType(found.baseType) ? [{ column: found.name, unit }] : []
  })[0]
  return {
    table: {
      kind,
      table: { schema: relation.schema, name: relation.name },
      user: user?.name ?? fill.user,
      at: column(fill.at)?.name ?? fill.at,
      question: question?.name ?? null,
      score: scored ? score : null,
      duration: duration ?? null,
      // Users are only counted where questions are what it is about: as text they need not be of one type.
      castUser: castTo(fill.by === 'user' ? target.get('user_id')?.type : 'text', user?.type),
      castQuestion: question ? castTo(target.get('question_id')?.type, question.type) : null,
    },
    needs,
  }
}

/** Null where the type is what is wanted already. */
const castTo = (wanted: string | undefined, type: string | undefined): string | null =>
  wanted === undefined || type === wanted ? null : wanted

/** The table of users that the target's own foreign key is to reference, where it is there. */
function usersOf(context: Context<TableParams>, target: Name): Filling['users'] {
  const key = context.rule.params.foreignKeys.find(({ columns }) => columns.join() === 'user_id')
  const relation = key && findTable(context.snapshot, context.tableName(key.table), target.schema)
  const [to] = key?.to ?? []
  if (!relation || to === undefined) return null
  return { table: { schema: relation.schema, name: relation.name }, column: context.columnName(relation, to) }
}

function functionOf(context: Context<TableParams>, fill: FillParams, filling: Filling): NewFunction {
  const marks = fill.by === 'question' ? { pass: fill.passMark, easyFrom: fill.easyFrom, hardBelow: fill.hardBelow } : null
  const job = jobOf(context.snapshot, filling.function, fill.schedule)
  return {
    kind: 'function',
    table: filling.target,
    function: filling.function,
    parameters: marks ? questionStatsParameters(marks) : USER_PROGRESS_PARAMETERS,
    returns: 'bigint',
    language: 'plpgsql',
    attributes: '',
    body: marks ? questionStatsBody(filling) : userProgressBody(filling),
    use: fillUse(filling.function, fill.schedule, job),
    job,
  }
}
