import type { Connection } from '../collect/connection.ts'
import { isStatementError } from '../collect/statement-error.ts'
import { qualified, quote } from '../identifier.ts'
import type { Relation, Trigger } from '../snapshot.ts'

/**
 * Drops triggers on UPDATE that cannot work on a copy, because their functions call what a snapshot does not hold: the migration would
 * fail on them for no fault of its own. Gives a sentence for each.
 */
export async function dropBrokenTriggers(connection: Connection, tables: readonly Relation[]): Promise<readonly string[]> {
  const dropped: string[] = []
  for (const table of tables) {
    const column = table.columns.find(({ generated, identity }) => generated === null && identity !== 'always')
    const triggers = table.triggers.filter(({ events, enabled }) => events.includes('update') && enabled !== 'disabled')
    if (!column || triggers.length === 0) continue
    const update = `UPDATE ${qualified(table)} SET ${quote(column.name)} = ${quote(column.name)}`
    // One at a time, until the rest works.
    for (let left = triggers; left.length > 0;) {
      const reason = await failureOf(connection, update)
      if (reason === null) break
      const culprit = await culpritOf(connection, table, left, update, reason)
      await connection.simple(dropOf(table, culprit))
      dropped.push(`not built: the trigger ${quote(culprit.name)} on ${qualified(table)}, which fails on the copy: ${reason}`)
      left = left.filter((trigger) => trigger !== culprit)
    }
  }
  return dropped
}

const dropOf = (table: Relation, { name }: Trigger): string => `DROP TRIGGER ${quote(name)} ON ${qualified(table)}`

/** The trigger without which there is no error, or another one; the first where that does not tell. */
async function culpritOf(
  connection: Connection,
  table: Relation,
  triggers: readonly Trigger[],
  update: string,
  reason: string,
): Promise<Trigger> {
  for (const trigger of triggers) {
    if ((await failureOf(connection, `${dropOf(table, trigger)}; ${update}`)) !== reason) return trigger
  }
  return triggers[0] as Trigger
}

/** The error that a statement ends in, tried in a transaction that is rolled back. */
async function failureOf(connection: Connection, sql: string): Promise<string | null> {
  try {
    await connection.simple(`BEGIN; ${sql}; SET CONSTRAINTS ALL IMMEDIATE; ROLLBACK`)
    return null
  } catch (thrown) {
    if (!isStatementError(thrown)) throw thrown
    await connection.simple('ROLLBACK')
    return thrown.message
  }
}
