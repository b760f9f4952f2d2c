import { type Connection, rowsOf } from '../collect/connection.ts'

/** Schemas of the user's: not the system's, not those of temporary or TOAST relations. */
const USER_SCHEMAS = `select n.oid, quote_ident(n.nspname) as schema from pg_namespace n
  where n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%'`

const RELATION = `format('%s.%s', s.schema, quote_ident(c.relname))`

/**
 * Each query gives lines that hold all there is to know about one kind of object, by name: OIDs, attribute numbers and statistics,
 * which a rollback cannot restore, are in none of them.
 */
const QUERIES: readonly string[] = [
  `select format('schema %s acl %s', s.schema, n.nspacl) from user_schemas s join pg_namespace n using (oid)`,
  `select format('extension %s %s', quote_ident(extname), extversion) from pg_extension`,
  `select format('relation %s kind %s persistence %s replica identity %s options %s acl %s row security %s %s partition %s of %s', ${RELATION}, c.relkind,
    c.relpersistence, c.relreplident, c.reloptions, c.relacl, c.relrowsecurity, c.relforcerowsecurity, pg_get_expr(c.relpartbound, c.oid),
    (select string_agg(i.inhparent::regclass::text, ', ' order by i.inhseqno) from pg_inherits i
      where i.inhrelid = c.oid and c.relkind not in ('i', 'I'))) -- whether a partitioned index is complete, its validity says
  from user_schemas s join pg_class c on c.relnamespace = s.oid`,
  // Numbered among the columns that are there: a dropped one leaves a hole.
  `select format('column %s.%s %s %s not null %s default %s identity %s generated %s collation %s storage %s options %s acl %s', ${RELATION},
    quote_ident(a.attname), row_number() over (partition by c.oid order by a.attnum), format_type(a.atttypid, a.atttypmod), a.attnotnull,
    pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated, a.attcollation::regcollation, a.attstorage, a.attoptions, a.attacl)
  from user_schemas s join pg_class c on c.relnamespace = s.oid join pg_attribute a on a.attrelid = c.oid
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm', 'f', 'c')`,
  `select format('index %s: %s valid %s ready %s replica identity %s clustered %s', ${RELATION}, pg_get_indexdef(i.indexrelid), i.indisvalid, i.indisready,
    i.indisreplident, i.indisclustered)
  from user_schemas s join pg_class c on c.relnamespace = s.oid join pg_index i on i.indexrelid = c.oid`,
  `select format('constraint %s on %s%s %s validated %s inherited %s', quote_ident(k.conname), nullif(k.conrelid, 0)::regclass,
    nullif(k.contypid, 0)::regtype, pg_get_constraintdef(k.oid), k.convalidated, k.coninhcount)
  from user_schemas s join pg_constraint k on k.connamespace = s.oid`,
  `select format('trigger on %s enabled %s %s', ${RELATION}, t.tgenabled, pg_get_triggerdef(t.oid))
  from user_schemas s join pg_class c on c.relnamespace = s.oid join pg_trigger t on t.tgrelid = c.oid where not t.tgisinternal`,
  `select format('rule on %s %s', ${RELATION}, pg_get_ruledef(r.oid))
  from user_schemas s join pg_class c on c.relnamespace = s.oid join pg_rewrite r on r.ev_class = c.oid`,
  `select format('policy %s on %s %s', quote_ident(p.polname), ${RELATION}, row(p.polcmd, p.polpermissive, p.polroles,
    pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)))
  from user_schemas s join pg_class c on c.relnamespace = s.oid join pg_policy p on p.polrelid = c.oid`,
  `select format('function %s.%s(%s) acl %s %s', s.schema, quote_ident(p.proname), pg_get_function_identity_arguments(p.oid), p.proacl,
    case when p.prokind in ('f', 'p') then pg_get_functiondef(p.oid) else p.prosrc end)
  from user_schemas s join pg_proc p on p.pronamespace = s.oid`,
  `select format('sequence %s %s', ${RELATION}, row(q.seqtypid::regtype, q.seqstart, q.seqincrement, q.seqmax, q.seqmin, q.seqcycle))
  from user_schemas s join pg_class c on c.relnamespace = s.oid join pg_sequence q on q.seqrelid = c.oid`,
  `select format('type %s.%s %s based on %s not null %s default %s labels %s', s.schema, quote_ident(t.typname), t.typtype,
    nullif(t.typbasetype, 0)::regtype, t.typnotnull, t.typdefault,
    (select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid))
  from user_schemas s join pg_type t on t.typnamespace = s.oid where t.typtype in ('d', 'e')`,
  // Thousands of comments are the system's own, whose objects have OIDs below 16384, and to name an object is slow.
  `select format('comment on %s %s: %s', i.type, i.identity, d.description)
  from pg_description d cross join lateral pg_identify_object(d.classoid, d.objoid, d.objsubid) i left join user_schemas s on s.schema = i.schema
  where d.objoid >= 16384 and (s.schema is not null or i.schema is null) -- constraints, triggers and policies are in no schema themselves`,
]

/** Lines of `catalogOf` that are about an index begin with one of these; `name` is qualified and quoted. */
export const indexLines = (name: string): readonly string[] => [
  `index ${name}: `,
  `relation ${name} `,
  `comment on index ${name}: `,
]

/** The line of a constraint that is NOT VALID as it reads when it is valid; null for any other line. */
export function validatedLine(line: string): string | null {
  const [open, done] = [' NOT VALID validated f inherited ', ' validated t inherited ']
  const at = line.startsWith('constraint ') ? line.lastIndexOf(open) : -1
  return at === -1 ? null : `${line.slice(0, at)}${done}${line.slice(at + open.length)}`
}

/** Everything that migrations define in the user's schemas, as sorted lines of text: equal lines mean equal catalogs. */
export async function catalogOf(connection: Connection): Promise<readonly string[]> {
  await connection.simple('SET search_path = pg_catalog')
  const lines: string[] = []
  for (const query of QUERIES) {
    const rows = await rowsOf(connection, `with user_schemas as (${USER_SCHEMAS})\n${query}`)
    for (const [line] of rows) lines.push(line ?? '')
  }
  await connection.simple('RESET search_path')
  return lines.toSorted()
}
