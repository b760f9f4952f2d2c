import { qualified } from '../identifier.ts'
import type { AppliedMigration } from '../snapshot.ts'
import type { Reading } from './catalog.ts'
import { MARK } from './message.ts'
import type { Probe } from './probe.ts'
import { number, text } from './value.ts'

/** The rows that drizzle-orm's migrator left behind, in whichever schema; null when no migrator ever ran. */
export function watermark(probe: Probe): { readings: readonly Reading[]; take: () => AppliedMigration[] | null } {
  const tables = probe.watermarks.filter(
    ({ columns, selectable }) => selectable && columns.has('hash') && columns.has('created_at'),
  )
  const found: AppliedMigration[] = []
  return {
    readings: tables.map(({ schema, columns }) => ({
      sections: ['watermark'],
      sql: `select ${MARK} hash, created_at, ${columns.has('name') ? 'name' : 'null'} from ${qualified({ schema, name: '__drizzle_migrations' })}`,
      row: (row) =>
        void found.push({
          hash: text(row[0]),
          createdAt: number(row[1]),
          ...(typeof row[2] === 'string' ? { name: row[2] } : {}),
        }),
    })),
    take: () =>
      tables.length === 0
        ? null
        : found.toSorted((a, b) => a.createdAt - b.createdAt || (a.hash < b.hash ? -1 : Number(a.hash > b.hash))),
  }
}
