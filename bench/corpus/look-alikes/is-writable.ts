import type { Draft } from '../draft.ts'
import { relationOf, type Table } from '../table.ts'

export const isWritable = ({ domain }: Draft, table: Table): boolean => domain.writable.includes(relationOf(table))
