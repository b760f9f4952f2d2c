import type { AuditedObject } from '../finding.ts'
import type { Relation } from '../snapshot.ts'

/** What an outcome about a relation, or about something on it, points at. */
export const objectOf = (
  relation: Relation,
  kind: AuditedObject['kind'],
  more: Pick<AuditedObject, 'columns' | 'name'> = {},
): AuditedObject => ({ schema: relation.schema, relation: relation.name, kind, ...more })

/** For messages: `speaking_attempts`, with the schema unless it is public. */
export const nameOf = (relation: { readonly schema: string; readonly name: string }): string =>
  relation.schema === 'public' ? relation.name : `${relation.schema}.${relation.name}`
