import type { TextRow } from './connection.ts'
import { FIRST_USER_OID } from './user-relations.ts'

/**
 * Joins the comment on an object as `d.description`. The system's own thousands of comments are passed over, and `obj_description` is a
 * query for each row.
 */
export const joinComment = (catalog: 'pg_class' | 'pg_constraint' | 'pg_trigger', oid: string): string =>
  `left join pg_description d on d.objoid = ${oid} and d.classoid = '${catalog}'::regclass and d.objsubid = 0
  and d.objoid >= ${FIRST_USER_OID}`

/** The member of an object that has a comment. */
export const commentOf = (text: TextRow[number] | undefined): { readonly comment?: string } =>
  text === null || text === undefined ? {} : { comment: text }
