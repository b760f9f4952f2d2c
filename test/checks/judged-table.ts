import { expect } from 'vitest'
import type { TableParams } from '../../src/checks/table-params.ts'
import type { Embedded } from '../../src/scratch/embedded.ts'
import { audit, runSql } from './audit.ts'
import { ownRule } from './own-rule.ts'

/** What is said of the one key or column of the table `t` that `promised` is about: its verdict, why, and the SQL of the remedy. */
export async function judgedTable(embedded: Embedded, sql: string, promised: Partial<TableParams>): Promise<string> {
  await runSql(embedded, 'drop schema public cascade; create schema public; drop schema if exists app cascade; create schema app')
  await runSql(embedded, sql)
  const params: TableParams = { columns: [], unique: [], foreignKeys: [], ...promised }
  const { results, findings } = await audit(embedded, ownRule('table', params, { tables: ['public.t'] }))
  const told = results.filter(({ subject }) => subject !== 'table')
  expect(told).toHaveLength(1)
  const said = told.map(({ status, verdict, reason }) => [status, verdict, reason].filter(Boolean).join(' '))
  return [...said, ...findings.flatMap(({ message, remedy }) => [message, remedy])].join(' | ')
}
