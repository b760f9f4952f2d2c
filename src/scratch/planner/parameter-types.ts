import { isStatementError, type StatementError } from '../../collect/statement-error.ts'
import { parametersOf } from './explainable.ts'

export interface Typed<T> {
  readonly result: T
  /** One sentence for each parameter whose type was tried out. */
  readonly assumed: readonly string[]
}

/** What a parameter mostly is whose type does not follow from its place: `now() - $1`, `$1 + $2`. */
const TYPES = ['text', 'integer', 'interval', 'timestamptz']

/** undefined_function, ambiguous_function, datatype_mismatch, cannot_coerce, indeterminate_datatype, syntax of a value */
const ABOUT_TYPES = new Set(['42883', '42725', '42804', '42846', '42P18', '22P02', '22007'])

const ROUNDS = 4

/**
 * Has a statement planned; where PostgreSQL cannot tell the type of a parameter, types are tried on the parameter next to the place that
 * it objects to, until the statement is planned or no type brings it further. `offset`: characters that `plan` sends in front of the
 * statement. Rejects with PostgreSQL's last objection.
 */
export async function withParameterTypes<T>(sql: string, offset: number, plan: (sql: string) => Promise<T>): Promise<Typed<T>> {
  let text = sql
  const assumed: string[] = []
  let objection = await attempt(text, plan)
  for (let round = 0; 'error' in objection && round < ROUNDS; round++) {
    const next = await bestType(text, offset, objection.error, plan)
    if (next === null) break
    text = next.text
    assumed.push(next.sentence)
    objection = next.objection
  }
  if ('error' in objection) throw objection.error
  return { result: objection.result, assumed }
}

type Attempt<T> = { readonly result: T } | { readonly error: StatementError }

async function attempt<T>(sql: string, plan: (sql: string) => Promise<T>): Promise<Attempt<T>> {
  try {
    return { result: await plan(sql) }
  } catch (thrown) {
    if (!isStatementError(thrown)) throw thrown
    return { error: thrown }
  }
}

/** The statement with one parameter more that has a type: one with which it is planned, or PostgreSQL reads on further than before. */
async function bestType<T>(sql: string, offset: number, error: StatementError, plan: (sql: string) => Promise<T>) {
  if (!ABOUT_TYPES.has(error.code)) return null
  const bytes = Buffer.from(sql)
  const place = positionOf(error) - offset
  const untyped = parametersOf(sql).filter(({ end }) => bytes.subarray(end, end + 2).toString() !== '::')
  // `could not determine data type of parameter $2` has no place, and a name in every language.
  const named = untyped.find(({ text }) => error.message.split(' ').includes(text))
  const nearest = named ?? untyped.toSorted((a, b) => Math.abs(a.start - place) - Math.abs(b.start - place))[0]
  if (!nearest) return null
  let further: { text: string; sentence: string; objection: Attempt<T> } | null = null
  for (const type of TYPES) {
    const text = `${bytes.subarray(0, nearest.end).toString()}::${type}${bytes.subarray(nearest.end).toString()}`
    const objection = await attempt(text, plan)
    const next = { text, sentence: `${nearest.text} is taken to be of type ${type}`, objection }
    if ('result' in objection) return next
    if (ABOUT_TYPES.has(objection.error.code) && positionOf(objection.error) - offset > place + type.length + 2) further ??= next
  }
  return further
}

const positionOf = (error: StatementError): number => Number((error as { readonly position?: string }).position ?? 1)
