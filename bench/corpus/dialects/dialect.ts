import type { Find, Row } from '../find.ts'
import type { Session } from '../session.ts'

/** How an application, or its library, says a find in SQL. */
export interface Dialect {
  readonly name: string
  /** Rows by column name; those of an aggregate have whatever names the dialect gives. */
  find(session: Session, find: Find): Promise<readonly Row[]>
}
