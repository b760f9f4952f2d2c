import type { Sequence } from '../snapshot.ts'
import { bySchemaAndName } from './catalog.ts'
import type { Catalog, Reading } from './catalog.ts'
import { MARK } from './message.ts'
import { FIRST_USER_OID, inUserSchemas } from './user-relations.ts'
import { number, text } from './value.ts'

export function sequences(catalog: Catalog): { reading: Reading; take: () => Sequence[] } {
  const found: Sequence[] = []
  return {
    reading: {
      sections: ['sequences'],
      // A standby holds no unlogged sequences, and asking for one is an error there.
      sql: `select ${MARK} c.relnamespace, c.relname, format_type(s.seqtypid, null), s.seqstart, s.seqmin, s.seqmax, s.seqincrement, s.seqcycle,
  case when has_sequence_privilege(c.oid, 'select, usage') ${catalog.probe.inRecovery ? "and c.relpersistence = 'p'" : ''} then pg_sequence_last_value(c.oid) end,
  d.refobjid, d.refobjsubid
from pg_sequence s
join pg_class c on c.oid = s.seqrelid
left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = s.seqrelid and d.objsubid = 0
  and d.refclassid = 'pg_class'::regclass and d.refobjsubid > 0 and d.deptype in ('a', 'i') -- owned by a column, identity
where s.seqrelid >= ${FIRST_USER_OID} and c.relpersistence <> 't' and ${inUserSchemas(catalog, 'c.relnamespace')}`,
      row: (row) => {
        const owner = catalog.relations.get(number(row[9]))
        const column = owner?.columns[number(row[10])]
        found.push({
          schema: catalog.probe.schemas.get(number(row[0]))?.name ?? '',
          name: text(row[1]),
          type: text(row[2]),
          start: text(row[3]),
          min: text(row[4]),
          max: text(row[5]),
          increment: text(row[6]),
          cycle: row[7] === 't',
          lastValue: row[8] ?? null,
          ownedBy: owner && column ? { schema: owner.relation.schema, relation: owner.relation.name, column: column.name } : null,
        })
      },
    },
    take: () => found.toSorted(bySchemaAndName),
  }
}
