import type { Extension } from '../snapshot.ts'
import { byName } from './catalog.ts'
import type { Catalog, Reading } from './catalog.ts'
import { MARK } from './message.ts'
import { number, text } from './value.ts'

export function extensions(
  catalog: Catalog,
  standIns: readonly string[],
): { readings: readonly Reading[]; take: () => Extension[] } {
  const found: Extension[] = []
  return {
    readings: [
      {
        sections: ['extensions'],
        sql: `select ${MARK} e.oid, e.extname, n.nspname, e.extversion from pg_extension e join pg_namespace n on n.oid = e.extnamespace`,
        row: (row) => {
          const name = text(row[1])
          catalog.extensions.set(number(row[0]), name)
          found.push({ name, schema: text(row[2]), version: text(row[3]), standIn: standIns.includes(name) })
        },
      },
      {
        sections: ['extensions'],
        sql: `select ${MARK} d.objid, d.refobjid from pg_depend d
where d.refclassid = 'pg_extension'::regclass and d.refobjid in (select oid from pg_extension) and d.deptype = 'e' -- member
  and d.classid = 'pg_class'::regclass`,
        row: (row) => {
          const draft = catalog.relations.get(number(row[0]))
          if (draft) draft.relation.extension = catalog.extensions.get(number(row[1])) ?? null
        },
      },
    ],
    take: () => {
      for (const name of standIns) {
        if (!found.some((extension) => extension.name === name))
          found.push({ name, schema: 'public', version: '', standIn: true })
      }
      return found.toSorted(byName)
    },
  }
}
