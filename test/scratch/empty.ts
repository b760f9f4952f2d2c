/** Takes an embedded database back to where it began, extensions aside. */
export const EMPTY = `do $$ declare each text; begin
  for each in select quote_ident(nspname) from pg_namespace where nspname not like 'pg\\_%' and nspname <> 'information_schema' loop
    execute 'drop schema ' || each || ' cascade';
  end loop;
end $$;
create schema public`
