import type { Index, IndexKey, IndexStatistics } from '../snapshot.ts'
import type { Catalog, Reading, RelationDraft, Writable } from './catalog.ts'
import { collationName, columnCollation } from './columns.ts'
import { commentOf, joinComment } from './comments.ts'
import type { TextRow } from './connection.ts'
import { intern } from './catalog.ts'
import { MARK } from './message.ts'
import { isDefaultFamily } from './opclasses.ts'
import { FIRST_USER_OID, inUserSchemas } from './user-relations.ts'
import { number, text, texts, timestamp, vector } from './value.ts'

const BTREE = 403

// The yes-or-no columns of pg_index, packed into one number: a text for each would be most of what is sent.
const flags = (nullsNotDistinct: string): string =>
  [
    'indisunique',
    'indisprimary',
    'indisexclusion',
    'indimmediate',
    'indisvalid',
    'indisready',
    'indisreplident',
    'indisclustered',
    nullsNotDistinct,
  ]
    .map((column, bit) => `${column}::int * ${1 << bit}`)
    .join(' + ')

/** Structure part by part. PostgreSQL's own text is asked only for expressions and predicates. */
export const indexes = (catalog: Catalog): Reading => ({
  sections: ['indexes', 'index-statistics'],
  sql: `select ${MARK} i.indexrelid, i.indrelid, c.relname, c.relam, i.indnkeyatts, i.indkey, i.indclass, i.indoption,
  nullif(i.indcollation::text, repeat('0 ', i.indnkeyatts - 1) || '0'),
  ${flags(catalog.versionNumber >= 150000 ? 'indnullsnotdistinct' : 'false')},
  pg_get_expr(i.indpred, i.indrelid),
  case when i.indexprs is not null then (select json_agg(case when i.indkey[n - 1] = 0 then pg_get_indexdef(i.indexrelid, n, false) end order by n)
    from generate_series(1, i.indnkeyatts) n) end,
  case when c.relam <> ${BTREE} then (select json_agg(array_to_string(a.attoptions, ', ') order by a.attnum) from pg_attribute a
    where a.attrelid = i.indexrelid and a.attnum <= i.indnkeyatts having count(a.attoptions) > 0) end,
  to_json(c.reloptions), nullif(c.relpages, 0),
  nullif(pg_stat_get_numscans(c.oid), 0), nullif(pg_stat_get_tuples_returned(c.oid), 0), nullif(pg_stat_get_tuples_fetched(c.oid), 0),
  ${catalog.versionNumber >= 160000 ? 'pg_stat_get_lastscan(c.oid)' : 'null'},
  nullif(pg_stat_get_blocks_fetched(c.oid), 0), nullif(pg_stat_get_blocks_hit(c.oid), 0),
  d.description
from pg_index i join pg_class c on c.oid = i.indexrelid
${joinComment('pg_class', 'i.indexrelid')}
where i.indexrelid >= ${FIRST_USER_OID} and c.relpersistence <> 't' and ${inUserSchemas(catalog, 'c.relnamespace')}`,
  row: (row) => addIndex(catalog, row),
})

function addIndex(catalog: Catalog, row: TextRow): void {
  const relation = catalog.relations.get(number(row[1]))
  if (!relation) return
  const keyCount = number(row[4])
  const attributes = vector(catalog, row[5])
  const bits = number(row[9])
  const statistics = indexStatistics(row)
  const method = number(row[3])
  const index: Writable<Index> = {
    name: text(row[2]),
    method: catalog.methods.get(method) ?? 'unknown',
    keys: keysOf(catalog, relation, row, attributes, keyCount),
    include: attributes.length > keyCount ? attributes.slice(keyCount).map((attribute) => columnName(relation, attribute)) : NONE,
    unique: (bits & 1) !== 0,
    nullsNotDistinct: (bits & 256) !== 0,
    primary: (bits & 2) !== 0,
    exclusion: (bits & 4) !== 0,
    immediate: (bits & 8) !== 0,
    predicate: row[10] === null || row[10] === undefined ? null : intern(catalog, row[10]),
    valid: (bits & 16) !== 0,
    ready: (bits & 32) !== 0,
    building: false,
    constraint: null,
    supportsForeignKey: false,
    replicaIdentity: (bits & 64) !== 0,
    clustered: (bits & 128) !== 0,
    attachedTo: null,
    options: row[13] ? texts(row[13]) : NONE,
    bytes: Math.max(0, number(row[14])) * catalog.blockSize,
    statistics,
    ...commentOf(row[21]),
  }
  relation.relation.indexes.push(index)
  catalog.indexes.set(number(row[0]), { index, relation })
  addToTable(relation, statistics, row)
}

/** What pg_stat_user_tables and pg_statio_user_tables add up over a table's indexes. */
function addToTable(relation: RelationDraft, statistics: IndexStatistics, row: TextRow): void {
  const table = relation.relation.statistics as Writable<NonNullable<RelationDraft['relation']['statistics']>> | null
  if (!table) return
  const hit = number(row[20])
  table.indexScans += statistics.scans
  table.indexTuplesFetched += statistics.tuplesFetched
  table.indexBlocksHit += hit
  table.indexBlocksRead += number(row[19]) - hit
}

const NONE: readonly string[] = []
const UNUSED: IndexStatistics = { scans: 0, tuplesRead: 0, tuplesFetched: 0, lastScan: null }

const indexStatistics = (row: TextRow): IndexStatistics =>
  row[15] === null && row[16] === null && row[17] === null && row[18] === null
    ? UNUSED
    : { scans: number(row[15]), tuplesRead: number(row[16]), tuplesFetched: number(row[17]), lastScan: timestamp(row[18]) }

const columnName = (relation: RelationDraft, attribute: number): string => relation.columns[attribute]?.name ?? `?${attribute}?`

/** indoption, src/include/catalog/pg_index.h */
const DESC = 1
const NULLS_FIRST = 2

function keysOf(
  catalog: Catalog,
  relation: RelationDraft,
  row: TextRow,
  attributes: readonly number[],
  keyCount: number,
): readonly IndexKey[] {
  const opclasses = vector(catalog, row[6])
  const options = vector(catalog, row[7])
  const collations = vector(catalog, row[8])
  const expressions = row[11] ? (JSON.parse(row[11]) as (string | null)[]) : null
  const opclassOptions = row[12] ? (JSON.parse(row[12]) as (string | null)[]) : null
  // Of their length from the start: an array that is pushed to has room for seventeen.
  return Array.from({ length: keyCount }, (_, position) => {
    const attribute = attributes[position] ?? 0
    const column = attribute === 0 ? null : columnName(relation, attribute)
    const expression = attribute === 0 ? (expressions?.[position] ?? '') : null
    const type = attribute === 0 ? 0 : (relation.types[attribute] ?? 0)
    const own = attribute === 0 ? DEFAULT_OR_NONE : columnCollation(relation, catalog, attribute)
    const collation = collations[position] ?? 0
    const different = collation !== own && collation !== 0 && !(attribute === 0 && collation === DEFAULT_COLLATION)
    const option = options[position] ?? 0
    const opclassId = opclasses[position] ?? 0
    const parameters = opclassOptions?.[position] ?? null
    const identity = `${opclassId} ${option} ${different ? collation : 0} ${type} ${parameters ?? ''} ${column === null ? `(${expression})` : column}`
    let key = catalog.keys.get(identity)
    if (!key) {
      const opclass = catalog.opclasses.get(opclassId)
      key = {
        column,
        expression,
        opclass: opclass?.name ?? 'unknown',
        opfamily: opclass?.family ?? 'unknown',
        defaultFamily: opclass ? isDefaultFamily(catalog, opclass, type) : false,
        opclassOptions: parameters,
        collation: different ? collationName(catalog, collation) : null,
        descending: (option & DESC) !== 0,
        nullsFirst: (option & NULLS_FIRST) !== 0,
      }
      catalog.keys.set(identity, key)
    }
    return key
  })
}

const DEFAULT_COLLATION = 100
const DEFAULT_OR_NONE = 0
