import { MAX_IDENTIFIER_BYTES } from '../identifier.ts'
import type { Relation } from '../snapshot.ts'

/** A name for a new CHECK on a column as PostgreSQL would choose it, `table_column_check`, that no constraint of the table has. */
export function freeConstraintName(relation: Relation, column: string): string {
  const taken = new Set(relation.constraints.map(({ name }) => name))
  for (let number = 0; ; number++) {
    const end = `_check${number === 0 ? '' : number}`
    let base = `${relation.name}_${column}`
    while (Buffer.byteLength(base + end) > MAX_IDENTIFIER_BYTES) base = [...base].slice(0, -1).join('')
    if (!taken.has(base + end)) return base + end
  }
}
