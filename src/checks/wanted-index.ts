import type { IndexKeyDefinition, NewIndex } from '../fix/change.ts'
import type { Relation } from '../snapshot.ts'
import type { Access, AccessKey } from './index-access.ts'
import { conditionOf, keySql } from './index-remedy.ts'

/** The index that a rule asks for; `template` is its name, `{table}` for the table. */
export function wantedIndex(access: Access, relation: Relation, template: string | undefined): NewIndex {
  return {
    kind: 'index',
    table: { schema: relation.schema, name: relation.name },
    name: template?.replaceAll('{table}', () => relation.name) ?? null,
    unique: access.unique,
    method: access.method,
    keys: [
      ...access.equal.map((each) => definitionOf(each, false, false)),
      ...access.order.map((each) => definitionOf(each, each.descending, each.nullsFirst)),
    ],
    include: [],
    predicate: conditionOf(access),
    replaces: null,
  }
}

const definitionOf = (key: AccessKey, descending: boolean, nullsFirst: boolean): IndexKeyDefinition => ({
  column: key.column,
  sql: keySql(key),
  descending,
  nullsFirst,
})
