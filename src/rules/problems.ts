import { safeParse, type BaseIssue, type GenericSchema } from 'valibot'
import type { Path } from './mistake.ts'
import { suggestion } from './nearest.ts'
import { literalsOf, schemasAt, unknownKeys } from './schema-walk.ts'

/** A value that does not fit its schema, or a key that does not belong there (`onKey`: the key itself is what is wrong). */
export interface Problem {
  readonly path: Path
  readonly onKey: boolean
  readonly message: string
}

export type Validated<Output> =
  { readonly output: Output; readonly problems: readonly [] } | { readonly problems: readonly Problem[] }

/** Holds a value from YAML against a schema and says everything that is wrong with it, in words for the person who wrote it. */
export function validate<Output>(schema: GenericSchema<unknown, Output>, value: unknown): Validated<Output> {
  // valibot takes a list for an object with the keys 0, 1, ….
  if (Array.isArray(value) && !schemasAt(schema, []).some(({ type }) => type === 'array'))
    return { problems: [{ path: [], onKey: false, message: 'is a list; a map of keys is expected. Write "key: value" lines.' }] }
  const unknown = unknownKeys(schema, value).map(({ path, known }) => unknownKey(path, known))
  const result = safeParse(schema, value)
  // valibot reports the first unknown key of an object and no other; those that were found above are all of them.
  const named = new Set(unknown.map(({ path }) => JSON.stringify(path)))
  const problems = (result.issues ?? [])
    .map((issue) => problemOf(schema, issue))
    .filter(({ path, onKey }) => !onKey || !named.has(JSON.stringify(path)))
  if (result.success && !unknown.length) return { output: result.output, problems: [] }
  return { problems: [...unknown, ...problems] }
}

const unknownKey = (path: Path, known: readonly string[]): Problem => ({
  path,
  onKey: true,
  message: `"${path.at(-1)}" is not a key here. ${suggestion(String(path.at(-1)), known, 'keys')}`,
})

const pathOf = (issue: BaseIssue<unknown>): Path => (issue.path ?? []).map(({ key }) => key as string | number)

function problemOf(schema: GenericSchema, issue: BaseIssue<unknown>, above: Path = []): Problem {
  const path = [...above, ...pathOf(issue)]
  const nested = nestedIssue(issue)
  if (nested) return problemOf(schema, nested, path)
  const isKey = (issue.path?.at(-1) as { origin?: string } | undefined)?.origin === 'key'
  if (isKey && issue.expected === 'never') return unknownKey(path, [])
  if (isKey) return { path, onKey: false, message: 'is missing. Every one of these needs it.' }
  return { path, onKey: false, message: messageOf(schema, path, issue) }
}

/** Of the alternatives of a union, the one that the writer got furthest into; null when none was even begun. */
function nestedIssue(issue: BaseIssue<unknown>): BaseIssue<unknown> | null {
  const deepest = (issue.issues ?? []).toSorted((a, b) => (b.path?.length ?? 0) - (a.path?.length ?? 0))[0]
  if (!deepest) return null
  return deepest.path?.length || !isDefault(deepest) ? deepest : null
}

/** Messages written in a schema are kept as they stand; valibot's own are for programmers. */
const isDefault = (issue: BaseIssue<unknown>): boolean => issue.message.startsWith('Invalid ')

function messageOf(schema: GenericSchema, path: Path, issue: BaseIssue<unknown>): string {
  const shown = show(issue.input)
  if (!isDefault(issue)) return /^["[{\d]/.test(issue.message) ? issue.message : `${shown} ${issue.message}`
  const schemas = schemasAt(schema, path)
  const literals = schemas.flatMap(literalsOf).map(String)
  if (literals.length) {
    const meant = typeof issue.input === 'string' ? ` ${suggestion(issue.input, literals, 'choices')}` : ''
    return `${shown} is not one of ${list(literals)}.${meant.startsWith(' Did') ? meant : ''}`
  }
  if (issue.kind === 'validation') return `${shown} does not fit: ${issue.expected ?? issue.type} is expected.`
  const wanted = [...new Set(schemas.flatMap(kindOf))]
  const expected = wanted.length ? list(wanted) : String(issue.expected)
  if (issue.input === null) return `is empty. Write ${expected}, or leave the key out.`
  return `${shown} is ${nameOf(issue.input)}; ${expected} is expected.${remedy(issue.input, wanted)}`
}

const list = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`

function show(value: unknown): string {
  if (value === undefined) return 'this'
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

function remedy(value: unknown, wanted: readonly string[]): string {
  const scalar = typeof value === 'number' || typeof value === 'boolean'
  if (scalar && wanted.includes('text')) return ` Put it in quotes: "${value}".`
  if ((scalar || typeof value === 'string') && wanted.includes('a list')) return ` Write [${value}].`
  return ''
}

const nameOf = (value: unknown): string => {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return 'text'
  if (typeof value === 'number') return 'a number'
  return typeof value === 'boolean' ? 'true or false' : 'a map of keys'
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  strict_object: 'a map of keys',
  object: 'a map of keys',
  record: 'a map of keys',
}

const kindOf = (schema: GenericSchema): readonly string[] => {
  const kind = KINDS[schema.type]
  return kind ? [kind] : []
}
