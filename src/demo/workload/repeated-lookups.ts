import type { Connection } from '../../collect/connection.ts'
import { literal } from '../../identifier.ts'
import type { Tables } from './tables.ts'

interface Loop {
  /** The table that is listed, and how: one statement for each clause. */
  readonly list: string
  readonly clauses: readonly string[]
  /** The column of each listed row that the statement inside the loop gets. */
  readonly column: string
  readonly lookup: (value: string) => string
}

/** Every twelfth user: the busy ones and the quiet ones. */
const USERS = Array.from({ length: 16 }, (_, i) => `u${i * 12 + 1}`)

/**
 * The loops of the plan's section 3.1, run for real: lists are read, then one statement is sent for each row that came back.
 * The statements of a loop travel in one message, which saves the round trips and counts the same.
 */
export async function repeatLookups(connection: Connection, tables: Tables): Promise<void> {
  for (const loop of loops(tables)) {
    const position = tables.position(loop.list, loop.column)
    const lookups: string[] = []
    const lists = loop.clauses.map((clause) => `${tables.from(loop.list)} ${clause}`)
    await connection.simple(lists.join(';\n'), (_statement, row) => {
      const value = row[position]
      if (value != null) lookups.push(loop.lookup(literal(value)))
    })
    await connection.simple(lookups.join(';\n'))
  }
}

const loops = (tables: Tables): readonly Loop[] => [
  {
    list: 'speaking_attempts',
    clauses: USERS.map((user) => `where "speaking_attempts"."user_id" = ${literal(user)}`),
    column: 'question_id',
    lookup: (id) => `${tables.from('speaking_questions')} where "speaking_questions"."id" = ${id}`,
  },
  {
    list: 'forum_posts',
    clauses: [1, 2, 3, 4].map(
      (id) => `where "forum_posts"."category_id" = ${id} order by "forum_posts"."created_at" desc limit 20`,
    ),
    column: 'user_id',
    lookup: (id) => `${tables.from('users')} where "users"."id" = ${id} limit 1`,
  },
  {
    // One count per member where one `group by` would do.
    list: 'team_members',
    clauses: ['where "team_members"."role" = \'member\''],
    column: 'user_id',
    lookup: (id) => `select count(*) from "reading_attempts" where "reading_attempts"."user_id" = ${id}`,
  },
]
