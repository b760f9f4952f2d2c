import { qualified, quote } from '../../src/identifier.ts'
import type { Value } from './find.ts'
import type { Random } from './random.ts'
import type { Session } from './session.ts'
import { type Column, columnNamed, type Domain, type Table, tableNamed } from './table.ts'

/** Adds a row that refers to rows there are. Gives its key. */
export async function insertRow(session: Session, random: Random, domain: Domain, table: Table): Promise<Value[]> {
  const values = new Map<string, Value | null>()
  for (const { columns, table: name, to } of table.references) {
    const known = random.pick(await session.known(tableNamed(domain, name), to))
    for (const [at, column] of columns.entries()) values.set(column, known[at]!)
  }
  for (const column of table.columns) if (!values.has(column.name)) values.set(column.name, valueOf(column, random))
  const names = [...values.keys()]
  await session.query(
    `insert into ${qualified(table)} (${names.map(quote).join(', ')}) values (${names.map((_, at) => `$${at + 1}`).join(', ')})`,
    [...values.values()],
  )
  return table.key.map((name) => values.get(columnNamed(table, name).name)!)
}

function valueOf({ type, role, choices }: Column, random: Random): Value {
  const number = random.between(100_000, 2_000_000_000)
  if (role === 'choice') return random.pick(choices)
  if (type === 'uuid') return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
  if (type === 'timestamp') return '2025-01-25 09:00:00'
  if (type === 'boolean') return random.chance(0.5)
  return type === 'text' ? `new ${number}` : number
}
