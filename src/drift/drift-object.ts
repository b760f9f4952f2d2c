import type { AuditedObject } from '../finding.ts'

/** One object of a source, reduced to what can be compared with another source. */
export interface DriftObject {
  readonly kind: Extract<
    AuditedObject['kind'],
    'table' | 'column' | 'index' | 'constraint' | 'trigger' | 'type' | 'sequence' | 'view'
  >
  readonly schema: string
  /** The table that it belongs to; its own name where it belongs to none. */
  readonly relation: string
  readonly name: string
  /** All that decides what it does, in one canonical form: two objects do the same exactly when it is the same. */
  readonly definition: string
  /** The same without what a Drizzle schema has no words for; null where it has none for the whole object. */
  readonly drizzle: string | null
  /** What only one object of a table can be about, whatever it is called: the columns of a foreign key. Null where many can. */
  readonly place: string | null
  /** The definition as people write it. */
  readonly text: string
  /** Columns of its table that it cannot be without. */
  readonly columns: readonly string[]
  readonly state: 'in use' | 'invalid' | 'not validated'
  /** Of an index, what builds it, takes it away, or builds it again beside what is running; null where no statement does. */
  readonly statements: { readonly build: string; readonly drop: string; readonly rebuild: string } | null
}

/** Identity by names, unique in a source. */
export const nameOf = ({ kind, schema, relation, name }: DriftObject): string => JSON.stringify([kind, schema, relation, name])

/** `Column total of orders`, as a sentence begins. */
export function titleOf({ kind, relation, name }: DriftObject): string {
  const noun = `${kind.slice(0, 1).toUpperCase()}${kind.slice(1)}`
  return BELONGING.has(kind) ? `${noun} ${name} of ${relation}` : `${noun} ${name}`
}

const BELONGING: ReadonlySet<string> = new Set(['column', 'index', 'constraint', 'trigger'])
