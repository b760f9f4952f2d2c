select n.nspname, c.relname, c.relkind, c.relpersistence, c.reltuples, c.relpages
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_toast';

select n.nspname, c.relname, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid)
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid
  join pg_namespace n on n.oid = c.relnamespace
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
 where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm', 'f')
   and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_toast';

select n.nspname, t.relname, c.relname, i.indisunique, i.indisprimary, i.indisvalid, c.relpages, pg_get_indexdef(i.indexrelid)
  from pg_index i
  join pg_class c on c.oid = i.indexrelid
  join pg_class t on t.oid = i.indrelid
  join pg_namespace n on n.oid = t.relnamespace
 where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_toast';

select n.nspname, t.relname, o.conname, o.contype, o.conkey, f.relname, o.confkey, o.convalidated,
       case when o.contype = 'c' then pg_get_constraintdef(o.oid) end
  from pg_constraint o
  join pg_class t on t.oid = o.conrelid
  join pg_namespace n on n.oid = t.relnamespace
  left join pg_class f on f.oid = o.confrelid
 where n.nspname not in ('pg_catalog', 'information_schema');

select n.nspname, t.relname, g.tgname, g.tgenabled, pg_get_triggerdef(g.oid)
  from pg_trigger g
  join pg_class t on t.oid = g.tgrelid
  join pg_namespace n on n.oid = t.relnamespace
 where not g.tgisinternal;

select * from pg_stat_user_tables;

select * from pg_stat_user_indexes;

select * from pg_sequences;

select queryid, query, calls, rows, total_exec_time, mean_exec_time, min_exec_time, max_exec_time, stddev_exec_time
  from pg_stat_statements
 where dbid = (select oid from pg_database where datname = current_database());
