import type { Constraint, ConstraintType, ReferentialAction } from '../snapshot.ts'
import { intern } from './catalog.ts'
import type { Catalog, Reading } from './catalog.ts'
import { commentOf, joinComment } from './comments.ts'
import type { TextRow } from './connection.ts'
import { MARK } from './message.ts'
import { andOfChosen, FIRST_USER_OID } from './user-relations.ts'
import { intArray, number, text, texts } from './value.ts'

const TYPES: Readonly<Record<string, ConstraintType>> = {
  p: 'primary key',
  u: 'unique',
  f: 'foreign key',
  c: 'check',
  x: 'exclusion',
  n: 'not null',
  t: 'trigger',
}

const ACTIONS: Readonly<Record<string, ReferentialAction>> = {
  a: 'no action',
  r: 'restrict',
  c: 'cascade',
  n: 'set null',
  d: 'set default',
}

const MATCHES = { s: 'simple', f: 'full', p: 'partial' } as const

const flags = (enforced: string): string =>
  ['convalidated', enforced, 'condeferrable', 'condeferred', 'connoinherit', 'coninhcount > 0']
    .map((condition, bit) => `(${condition})::int * ${1 << bit}`)
    .join(' + ')

/**
 * Left out: PostgreSQL 18's validated NOT NULL constraints, of which every column's `notNull` says as much as on older servers,
 * and the copies of a foreign key that PostgreSQL keeps for each partition of the table it references.
 */
export const constraints = (catalog: Catalog): Reading => ({
  sections: ['constraints'],
  sql: `select ${MARK} c.conrelid, c.conname, c.contype, c.conkey, ${flags(catalog.versionNumber >= 180000 ? 'conenforced' : 'true')},
  nullif(c.conindid, 0), case when c.contype in ('c', 'x') then pg_get_constraintdef(c.oid) end, -- check, exclusion
  nullif(c.confrelid, 0), c.confkey, nullif(c.confdeltype, ' '), nullif(c.confupdtype, ' '), nullif(c.confmatchtype, ' '), d.description${
    catalog.probe.chosen ? OUTSIDE : ''
  }
from pg_constraint c
${joinComment('pg_constraint', 'c.oid')}
where c.conrelid >= ${FIRST_USER_OID} and (c.contype <> 'n' or not c.convalidated)${andOfChosen(catalog, 'c.conrelid')}
  and (c.conparentid = 0 or not exists (select from pg_constraint p where p.oid = c.conparentid and p.conrelid = c.conrelid))`,
  row: (row) => addConstraint(catalog, row),
})

// With `schemas` given, a referenced table may be one that is not collected.
const OUTSIDE = `,
  (select json_build_array(n.nspname, r.relname) from pg_class r join pg_namespace n on n.oid = r.relnamespace where r.oid = c.confrelid),
  (select json_agg(a.attname order by k.position) from unnest(c.confkey) with ordinality k(attnum, position)
    join pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.attnum)`

function referencedBy(catalog: Catalog, row: TextRow): Constraint['references'] {
  const oid = number(row[7])
  if (oid === 0) return null
  const known = catalog.relations.get(oid)
  const [schema, relation] = known ? [known.relation.schema, known.relation.name] : texts(row[13])
  return {
    schema: schema ?? '',
    relation: relation ?? '',
    columns: known ? names(row[8], known.columns) : texts(row[14]),
    onDelete: ACTIONS[text(row[9])] ?? 'no action',
    onUpdate: ACTIONS[text(row[10])] ?? 'no action',
    match: MATCHES[text(row[11]) as keyof typeof MATCHES] ?? 'simple',
  }
}

const names = (attributes: string | null | undefined, columns: readonly { readonly name: string }[]): string[] =>
  intArray(attributes).map((attribute) => columns[attribute]?.name ?? '')

function addConstraint(catalog: Catalog, row: TextRow): void {
  const draft = catalog.relations.get(number(row[0]))
  if (!draft) return
  const type = TYPES[text(row[2])] ?? 'check'
  const bits = number(row[4])
  const index = catalog.indexes.get(number(row[5]))?.index
  const constraint: Constraint = {
    name: intern(catalog, text(row[1])),
    type,
    columns: names(row[3], draft.columns),
    definition: row[6] ?? null,
    references: referencedBy(catalog, row),
    validated: (bits & 1) !== 0,
    enforced: (bits & 2) !== 0,
    deferrable: (bits & 4) !== 0,
    deferred: (bits & 8) !== 0,
    noInherit: (bits & 16) !== 0,
    index: index && type !== 'foreign key' && type !== 'trigger' ? index.name : null,
    inherited: (bits & 32) !== 0,
    ...commentOf(row[12]),
  }
  if (index && type === 'foreign key') index.supportsForeignKey = true
  else if (index && constraint.index !== null) index.constraint = constraint.name
  draft.relation.constraints.push(constraint)
}
