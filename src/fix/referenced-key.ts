import type { Index, Relation } from '../snapshot.ts'

/**
 * The index that a foreign key to these columns relies on (transformFkeyCheckAttrs): unique at once, valid, over all rows, and of exactly
 * these columns in any order; the primary key's before others. Undefined where PostgreSQL refuses the foreign key.
 */
export const keyFor = ({ indexes }: Relation, columns: readonly string[]): Index | undefined =>
  indexes
    .filter(({ unique, immediate, valid, predicate, keys }) => {
      const own = keys.map(({ column }) => column)
      const same = own.length === columns.length && columns.every((name) => own.includes(name))
      return unique && immediate && valid && predicate === null && same
    })
    .toSorted((a, b) => Number(b.primary) - Number(a.primary))[0]
