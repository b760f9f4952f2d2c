import type { Domain, EnumType } from '../snapshot.ts'
import { bySchemaAndName, qualifiedUnlessSystem } from './catalog.ts'
import type { Catalog, Reading, TypeDraft, Writable } from './catalog.ts'
import { MARK } from './message.ts'
import { FIRST_USER_OID, inUserSchemas } from './user-relations.ts'
import { number, text } from './value.ts'

/**
 * Every type but the row types of relations and their arrays, of which there are two for each table; a column of such a type
 * brings its own name (see columns.ts).
 */
export const types = (catalog: Catalog): Reading => ({
  sections: ['types'],
  sql: `select ${MARK} t.oid, t.typnamespace, t.typname, format_type(t.oid, -1), t.typcategory, nullif(t.typbasetype, 0),
  nullif(t.typcollation, 0)
from pg_type t
where t.typtype <> 'c' -- composite
  and not (t.typelem >= ${FIRST_USER_OID} and t.typcategory = 'A' and exists (select from pg_type e where e.oid = t.typelem and e.typtype = 'c'))`,
  row: (row) =>
    void catalog.types.set(number(row[0]), {
      schema: number(row[1]),
      name: text(row[2]),
      formatted: text(row[3]),
      category: text(row[4]),
      base: number(row[5]),
      collation: number(row[6]),
    }),
})

/** The type under all domains. */
export function baseType(catalog: Catalog, oid: number): number {
  let base = oid
  for (let type: TypeDraft | undefined; (type = catalog.types.get(base)) && type.base !== 0;) base = type.base
  return base
}

/** All of them, up to a thousand: finding out which are used takes longer. */
export const collations = (catalog: Catalog): Reading => ({
  sections: ['types'],
  sql: `select ${MARK} c.oid, n.nspname, c.collname from pg_collation c join pg_namespace n on n.oid = c.collnamespace`,
  row: (row) => void catalog.collations.set(number(row[0]), qualifiedUnlessSystem(text(row[1]), text(row[2]))),
})

/** An extension's own types come with the extension. */
const NOT_OF_AN_EXTENSION = `not exists (select from pg_depend d
    where d.classid = 'pg_type'::regclass and d.objid = t.oid and d.deptype = 'e')`

export function enums(catalog: Catalog): { reading: Reading; take: () => EnumType[] } {
  const labels = new Map<number, string[]>()
  const found: EnumType[] = []
  return {
    reading: {
      sections: ['types'],
      sql: `select ${MARK} t.oid, n.nspname, t.typname, e.enumlabel
from pg_type t join pg_namespace n on n.oid = t.typnamespace join pg_enum e on e.enumtypid = t.oid
where t.oid >= ${FIRST_USER_OID} and ${inUserSchemas(catalog, 't.typnamespace')} and ${NOT_OF_AN_EXTENSION}
order by t.oid, e.enumsortorder`,
      row: (row) => {
        const oid = number(row[0])
        let known = labels.get(oid)
        if (!known) {
          known = []
          labels.set(oid, known)
          found.push({ schema: text(row[1]), name: text(row[2]), labels: known })
        }
        known.push(text(row[3]))
      },
    },
    take: () => found.toSorted(bySchemaAndName),
  }
}

export function domains(catalog: Catalog): { readings: readonly Reading[]; take: () => Domain[] } {
  const found = new Map<number, Writable<Domain> & { checks: Writable<Domain['checks'][number]>[] }>()
  return {
    readings: [
      {
        sections: ['types'],
        sql: `select ${MARK} t.oid, n.nspname, t.typname, format_type(t.typbasetype, t.typtypmod), t.typnotnull, t.typdefault
from pg_type t join pg_namespace n on n.oid = t.typnamespace
where t.typtype = 'd' -- domain
  and t.oid >= ${FIRST_USER_OID} and ${inUserSchemas(catalog, 't.typnamespace')} and ${NOT_OF_AN_EXTENSION}`,
        row: (row) =>
          void found.set(number(row[0]), {
            schema: text(row[1]),
            name: text(row[2]),
            type: text(row[3]),
            notNull: row[4] === 't',
            default: row[5] ?? null,
            checks: [],
          }),
      },
      {
        sections: ['types'],
        sql: `select ${MARK} c.contypid, c.conname, pg_get_constraintdef(c.oid), c.convalidated from pg_constraint c
where c.contypid >= ${FIRST_USER_OID} and c.contype = 'c' -- check
order by c.conname collate "C"`,
        row: (row) =>
          void found
            .get(number(row[0]))
            ?.checks.push({ name: text(row[1]), definition: text(row[2]), validated: row[3] === 't' }),
      },
    ],
    take: () => [...found.values()].toSorted(bySchemaAndName),
  }
}
