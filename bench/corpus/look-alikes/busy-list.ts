import type { Draft } from '../draft.ts'
import { handler } from '../handler.ts'
import { listOf } from '../lists.ts'
import type { Handler } from '../scenario.ts'
import type { Table } from '../table.ts'

/** A list that is asked for all the time and whose rows nothing is looked up for. */
export function busyList(draft: Draft, name: string, table: Table, size: number, requests: number): Handler {
  const list = listOf(draft, table, Math.min(size, table.rows), [])
  return handler(draft, `${name}, list`, requests, async (session, random) => {
    await list(session, random)
  })
}
