import type { GenericSchema } from 'valibot'
import type { Path } from './mistake.ts'

/** What valibot's schemas carry beside `type`, as far as it is read here. A pipe spreads its first schema's fields. */
interface Described {
  readonly type: string
  readonly entries?: Readonly<Record<string, GenericSchema>>
  readonly item?: GenericSchema
  readonly value?: GenericSchema
  readonly wrapped?: GenericSchema
  readonly options?: readonly unknown[]
  readonly literal?: unknown
}

const described = (schema: GenericSchema): Described => schema as unknown as Described

/** Every alternative a value may be, with `optional`, `nullable` and unions unwrapped. */
function alternatives(schema: GenericSchema): readonly GenericSchema[] {
  const { type, wrapped, options } = described(schema)
  if (wrapped) return alternatives(wrapped)
  if (type === 'union' || type === 'variant') return (options as readonly GenericSchema[]).flatMap(alternatives)
  return [schema]
}

/** The schemas that a value at this path may have to fit. */
export function schemasAt(schema: GenericSchema, path: Path): readonly GenericSchema[] {
  const [step, ...rest] = path
  if (step === undefined) return alternatives(schema)
  return alternatives(schema).flatMap((alternative) => {
    const { entries, item, value } = described(alternative)
    const next = typeof step === 'number' ? item : (ownEntry(entries, step) ?? (entries ? undefined : value))
    return next ? schemasAt(next, rest) : []
  })
}

/** The values a picklist or literal allows. */
export function literalsOf(schema: GenericSchema): readonly unknown[] {
  const { type, options, literal } = described(schema)
  if (type === 'picklist') return options ?? []
  return type === 'literal' ? [literal] : []
}

/** Keys that no alternative of a strict object knows. Inside unions of several objects valibot's own answer has to do. */
export function unknownKeys(schema: GenericSchema, input: unknown, path: Path = []): { path: Path; known: readonly string[] }[] {
  if (typeof input !== 'object' || input === null) return []
  const fitting = alternatives(schema).filter((alternative) => fits(described(alternative), input))
  const only = fitting.length === 1 && fitting[0] ? described(fitting[0]) : null
  if (!only) return []
  if (Array.isArray(input)) {
    const { item } = only
    return item ? input.flatMap((element, at) => unknownKeys(item, element, [...path, at])) : []
  }
  return Object.entries(input).flatMap(([key, element]) => {
    const next = only.entries ? ownEntry(only.entries, key) : only.value
    if (next) return unknownKeys(next, element, [...path, key])
    return only.type === 'strict_object' ? [{ path: [...path, key], known: Object.keys(only.entries ?? {}) }] : []
  })
}

const fits = ({ entries, item, type }: Described, input: object): boolean =>
  Array.isArray(input) ? item !== undefined : entries !== undefined || type === 'record'

/** `entries` is a plain object, and `constructor` is a key that somebody may write. */
const ownEntry = (entries: Described['entries'], key: string | number): GenericSchema | undefined =>
  entries && Object.hasOwn(entries, key) ? entries[String(key)] : undefined
