import { qualified, quote } from '../../src/identifier.ts'
import type { Draft, Part } from './draft.ts'
import { handler } from './handler.ts'
import { insertRow } from './insert.ts'
import { busyList } from './look-alikes/busy-list.ts'
import type { Handler } from './scenario.ts'
import { columnsOfRole, relationOf, type Table } from './table.ts'

/** Statements that nobody takes for a lookup: lists, dashboards, searches, lines of a log. They have no label: to report them is wrong. */
export function noise(draft: Draft): Part {
  const { random, domain } = draft
  const writable = domain.tables.filter((table) => domain.writable.includes(relationOf(table)))
  const sorts: readonly (() => Handler)[] = [
    () => busyList(draft, 'noise', random.pick(domain.tables), random.scale(5, 300), random.scale(2, 60)),
    () => dashboard(draft, random.pick(domain.tables)),
    () => search(draft, random.pick(domain.tables)),
    () => {
      const table = random.pick(writable)
      return handler(draft, 'noise, insert', random.scale(5, 100), async (session, numbers) => {
        await insertRow(session, numbers, domain, table)
      })
    },
  ]
  return { handlers: Array.from({ length: random.between(1, 5) }, () => random.pick(sorts)()) }
}

function dashboard(draft: Draft, table: Table): Handler {
  const { random } = draft
  const by = random.pick(table.columns.filter(({ role }) => role !== 'key'))
  return handler(draft, 'noise, dashboard', random.scale(2, 40), async (session) => {
    await session.query(`select ${quote(by.name)}, count(*) from ${qualified(table)} group by 1 order by 2 desc limit 10`)
  })
}

function search(draft: Draft, table: Table): Handler {
  const { random } = draft
  const text = [...columnsOfRole(table, 'unique'), ...columnsOfRole(table, 'plain')].find(({ type }) => type === 'text')
  if (!text) return dashboard(draft, table)
  return handler(draft, 'noise, search', random.scale(2, 60), async (session, numbers) => {
    await session.query(`select * from ${qualified(table)} where ${quote(text.name)} ilike $1 limit 20`, [
      `%${numbers.between(1, 99)}%`,
    ])
  })
}
