import { type Connection, rowsOf } from '../../collect/connection.ts'
import type { IndexAttribute } from './index-size.ts'

/** An index as it stands in the copy. */
export interface CopyIndex {
  readonly oid: string
  readonly schema: string
  readonly name: string
  readonly table: { readonly schema: string; readonly name: string }
  /** The candidate that it is, or is a part of (on a partition); else its own OID. */
  readonly root: string
  readonly method: string
  /** Absolute; null for a partitioned index, which has none. */
  readonly path: string | null
  readonly unique: boolean
  readonly predicate: string | null
  readonly fillfactor: number
  /** Whether equal keys may share an entry: equal must mean identical for every key, and there is no INCLUDE. */
  readonly deduplicates: boolean
  readonly keys: number
  readonly attributes: readonly Attribute[]
}

export interface Attribute {
  /** Null for an expression. */
  readonly column: string | null
  /** pg_attribute.attlen: bytes, or negative for values of varying width. */
  readonly length: number
  readonly alignment: IndexAttribute['alignment']
}

/** Support function 4 of a B-tree's operator class says that equal values are identical (manual, 65.1.4.3). */
const SQL = `select i.indexrelid, n.nspname, c.relname, tn.nspname, t.relname,
  coalesce((select max(a.relid::oid) from pg_partition_ancestors(i.indexrelid) with ordinality a(relid, level)
    where level = (select count(*) from pg_partition_ancestors(i.indexrelid))), i.indexrelid),
  am.amname, current_setting('data_directory') || '/' || pg_relation_filepath(i.indexrelid), i.indisunique, pg_get_expr(i.indpred, i.indrelid),
  (select option_value from pg_options_to_table(c.reloptions) where option_name = 'fillfactor'),
  coalesce((select option_value::boolean from pg_options_to_table(c.reloptions) where option_name = 'deduplicate_items'), true)
    and i.indnkeyatts = i.indnatts and not exists (
      select from unnest(i.indclass::oid[], i.indcollation::oid[]) k(class, coll) join pg_opclass o on o.oid = k.class
      left join pg_collation l on l.oid = k.coll
      where l.collisdeterministic is false or not exists (select from pg_amproc p
        where p.amprocfamily = o.opcfamily and p.amproclefttype = o.opcintype and p.amprocrighttype = o.opcintype and p.amprocnum = 4)),
  i.indnkeyatts,
  (select json_agg(json_build_object('column', u.attname, 'length', a.attlen,
      'alignment', case a.attalign when 'c' then 1 when 's' then 2 when 'i' then 4 else 8 end) order by a.attnum)
    from pg_attribute a left join pg_attribute u on u.attrelid = i.indrelid and u.attnum = nullif(i.indkey[a.attnum - 1], 0)
    where a.attrelid = i.indexrelid)
from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
  join pg_class t on t.oid = i.indrelid join pg_namespace tn on tn.oid = t.relnamespace join pg_am am on am.oid = c.relam
where i.indexrelid >= 16384 and tn.nspname not in ('pg_toast', 'information_schema')`

/** Reads what the size of each index of the user's follows from. */
export async function indexesOf(connection: Connection): Promise<readonly CopyIndex[]> {
  const rows = await rowsOf(connection, SQL)
  return rows.map(
    ([oid, schema, name, tableSchema, table, root, method, path, unique, predicate, fill, dedup, keys, attributes]) => ({
      oid: oid ?? '',
      schema: schema ?? '',
      name: name ?? '',
      table: { schema: tableSchema ?? '', name: table ?? '' },
      root: root ?? '',
      method: method ?? '',
      path: path ?? null,
      unique: unique === 't',
      predicate: predicate ?? null,
      fillfactor: Number(fill ?? DEFAULT_FILLFACTOR),
      deduplicates: dedup === 't' && unique === 'f',
      keys: Number(keys),
      attributes: JSON.parse(attributes ?? '[]') as readonly Attribute[],
    }),
  )
}

/** BTREE_DEFAULT_FILLFACTOR */
const DEFAULT_FILLFACTOR = 90
