import type { Catalog, Reading } from './catalog.ts'
import { MARK } from './message.ts'
import { number, text } from './value.ts'

export const roles = (catalog: Catalog): Reading => ({
  sections: ['relations'],
  sql: `select ${MARK} oid, rolname from pg_roles`,
  row: (row) => void catalog.roles.set(number(row[0]), text(row[1])),
})
