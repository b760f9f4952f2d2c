import { messageOf } from '../errors.ts'
import { literal } from '../identifier.ts'
import { parsePlPgSql } from './parse.ts'

/** A node of libpg-query's PL/pgSQL tree: one key that names it (`PLpgSQL_stmt_if`), fields beneath. Zeroes are left out of it. */
export type PlNode = Readonly<Record<string, Readonly<Record<string, unknown>>>>

export interface PlFunction {
  /** Variables by number; 0 is NEW and 1 is OLD in a trigger function. */
  readonly datums: readonly PlNode[]
  readonly body: readonly PlNode[]
}

type Parsed = PlFunction | { readonly error: string }

/** One function stands behind the triggers of many tables. */
const parsedBodies = new Map<string, Parsed>()

/** Parses the body of a PL/pgSQL trigger function, or says why it cannot be parsed. Cached by text. */
export function parseTriggerFunction(body: string): Parsed {
  let parsed = parsedBodies.get(body)
  if (!parsed) parsedBodies.set(body, (parsed = parse(body)))
  return parsed
}

function parse(body: string): Parsed {
  try {
    const parsed = parsePlPgSql(`create function f() returns trigger language plpgsql as ${literal(body)}`) as {
      readonly plpgsql_funcs?: readonly PlNode[]
    }
    const tree = parsed.plpgsql_funcs?.[0]?.PLpgSQL_function
    const action = tree?.action as PlNode | undefined
    if (!tree || !action) return { error: 'the parser returned nothing' }
    return { datums: (tree.datums ?? []) as readonly PlNode[], body: [action] }
  } catch (error) {
    return { error: messageOf(error) }
  }
}

/** The name and the fields of a node. */
export function kindOf(node: PlNode): readonly [string, Readonly<Record<string, unknown>>] {
  const [entry] = Object.entries(node)
  return entry ?? ['', {}]
}

export const nodesOf = (value: unknown): readonly PlNode[] => (Array.isArray(value) ? (value as readonly PlNode[]) : [])

/** The text of a PLpgSQL_expr field; empty when there is none. */
export function queryOf(value: unknown): string {
  const text = (value as PlNode | undefined)?.PLpgSQL_expr?.query
  return typeof text === 'string' ? text : ''
}
