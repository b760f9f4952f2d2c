import { qualifiedUnlessSystem } from './catalog.ts'
import type { Catalog, Reading } from './catalog.ts'
import { MARK } from './message.ts'
import { number, text } from './value.ts'

/** Operator classes and access methods: a few hundred rows that say what each index key can answer. */
export const opclasses = (catalog: Catalog): Reading => ({
  sections: ['indexes'],
  sql: `select ${MARK} o.oid, n.nspname, o.opcname, fn.nspname, f.opfname, o.opcfamily, o.opcmethod, o.opcintype, o.opcdefault, m.amname
from pg_opclass o
join pg_namespace n on n.oid = o.opcnamespace
join pg_opfamily f on f.oid = o.opcfamily
join pg_namespace fn on fn.oid = f.opfnamespace
join pg_am m on m.oid = o.opcmethod`,
  row: (row) => {
    const method = number(row[6])
    const familyId = number(row[5])
    catalog.methods.set(method, text(row[9]))
    catalog.opclasses.set(number(row[0]), {
      name: qualifiedUnlessSystem(text(row[1]), text(row[2])),
      family: qualifiedUnlessSystem(text(row[3]), text(row[4])),
      familyId,
      method,
    })
    if (row[8] !== 't') return
    catalog.defaultFamilies.add(familyId)
    catalog.typeFamilies.set(`${method}:${number(row[7])}`, familyId)
  },
})

/**
 * Whether a key of this operator class answers what the type's own operators ask. A type that has a default operator class
 * of its own (citext) decides; one that borrows another's (varchar) is answered by any family that is some type's default.
 */
export function isDefaultFamily(catalog: Catalog, opclass: { familyId: number; method: number }, type: number): boolean {
  const own = catalog.typeFamilies.get(`${opclass.method}:${type}`)
  return own === undefined ? catalog.defaultFamilies.has(opclass.familyId) : own === opclass.familyId
}
