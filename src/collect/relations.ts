import type { RelationKind, TableStatistics } from '../snapshot.ts'
import { intern } from './catalog.ts'
import type { Catalog, Reading } from './catalog.ts'
import type { TextRow } from './connection.ts'
import { MARK } from './message.ts'
import { FIRST_USER_OID, inUserSchemas } from './user-relations.ts'
import { number, text, texts, timestamp } from './value.ts'

const KINDS: Readonly<Record<string, RelationKind>> = {
  r: 'table',
  p: 'partitioned table',
  v: 'view',
  m: 'materialized view',
  f: 'foreign table',
}

const REPLICA_IDENTITIES = { d: 'default', n: 'nothing', f: 'full', i: 'index' } as const

// Counters come from the functions under pg_stat_user_tables: the view joins every index to add them up, which we do here.
export const relations = (catalog: Catalog): Reading => ({
  sections: ['relations', 'table-statistics'],
  sql: `select ${MARK} c.oid, c.relnamespace, c.relname, c.relkind, nullif(c.relpersistence = 'u', false), nullif(c.relispartition, false),
  c.relreplident, to_json(c.reloptions), case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end,
  nullif(c.relpages, 0), c.reltuples, c.relowner, has_table_privilege(c.oid, 'select'),
  case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end, pg_get_expr(c.relpartbound, c.oid),
  nullif(pg_stat_get_numscans(c.oid), 0), nullif(pg_stat_get_tuples_returned(c.oid), 0),
  nullif(pg_stat_get_tuples_fetched(c.oid), 0), nullif(pg_stat_get_tuples_inserted(c.oid), 0),
  nullif(pg_stat_get_tuples_updated(c.oid), 0), nullif(pg_stat_get_tuples_hot_updated(c.oid), 0),
  nullif(pg_stat_get_tuples_deleted(c.oid), 0), nullif(pg_stat_get_live_tuples(c.oid), 0),
  nullif(pg_stat_get_dead_tuples(c.oid), 0), nullif(pg_stat_get_mod_since_analyze(c.oid), 0),
  greatest(pg_stat_get_last_vacuum_time(c.oid), pg_stat_get_last_autovacuum_time(c.oid)),
  greatest(pg_stat_get_last_analyze_time(c.oid), pg_stat_get_last_autoanalyze_time(c.oid)),
  nullif(pg_stat_get_blocks_fetched(c.oid), 0), nullif(pg_stat_get_blocks_hit(c.oid), 0)
from pg_class c
where c.relkind in ('r', 'p', 'v', 'm', 'f') -- tables, partitioned tables, views, materialized views, foreign tables
  and c.relpersistence <> 't' and c.oid >= ${FIRST_USER_OID} and ${inUserSchemas(catalog, 'c.relnamespace')}`,
  row: (row) => addRelation(catalog, row),
})

function addRelation(catalog: Catalog, row: TextRow): void {
  const oid = number(row[0])
  const schema = catalog.probe.schemas.get(number(row[1]))
  if (!schema) return
  const kind = KINDS[text(row[3])] ?? 'table'
  const pages = Math.max(0, number(row[9]))
  const tuples = number(row[10])
  // -1 means unknown since 14; before, an unknown table looks like an empty one.
  const unknown = tuples < 0 || (catalog.versionNumber < 140000 && tuples === 0 && pages === 0)
  const stored = kind === 'table' || kind === 'materialized view'
  catalog.relations.set(oid, {
    relation: {
      schema: schema.name,
      name: text(row[2]),
      kind,
      unlogged: row[4] === 't',
      extension: null,
      partitionOf: null,
      partitionKey: row[13] ?? null,
      partitionBound: row[14] ?? null,
      inherits: [],
      replicaIdentity: REPLICA_IDENTITIES[text(row[6]) as keyof typeof REPLICA_IDENTITIES] ?? 'default',
      options: texts(row[7]),
      viewDefinition: row[8] ?? null,
      bytes: pages * catalog.blockSize,
      tuples: unknown ? null : tuples,
      owner: intern(catalog, catalog.roles.get(number(row[11])) ?? text(row[11])),
      selectable: schema.usable && row[12] === 't',
      statistics: stored ? tableStatistics(row) : null,
      columns: [],
      indexes: [],
      constraints: [],
      triggers: [],
    },
    partition: row[5] === 't',
    columns: [],
    types: [],
    collations: new Map(),
  })
}

function tableStatistics(row: TextRow): TableStatistics {
  const hit = number(row[28])
  return {
    sequentialScans: number(row[15]),
    sequentialTuplesRead: number(row[16]),
    // The index readings add to these.
    indexScans: 0,
    indexTuplesFetched: number(row[17]),
    inserts: number(row[18]),
    updates: number(row[19]),
    hotUpdates: number(row[20]),
    deletes: number(row[21]),
    liveTuples: number(row[22]),
    deadTuples: number(row[23]),
    modifiedSinceAnalyze: number(row[24]),
    lastVacuum: timestamp(row[25]),
    lastAnalyze: timestamp(row[26]),
    heapBlocksRead: number(row[27]) - hit,
    heapBlocksHit: hit,
    indexBlocksRead: 0,
    indexBlocksHit: 0,
  }
}
