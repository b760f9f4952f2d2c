create schema app;
create schema "Ünï ""quoted""";
create type app.mood as enum ('sad', 'ok', 'happy');
create domain app.score as integer default 0 check (value between 10 and 90);
create domain app.narrow_score as app.score not null check (value > 20);
create sequence app.spare as smallint increment by -2 minvalue -100 maxvalue 100 start 10 cycle;

create table app.users (
  id bigint generated always as identity primary key,
  email varchar(120) not null,
  nick text collate "C",
  "fullName" text,
  mood app.mood not null default 'ok',
  scores jsonb not null default '{}',
  tags text[],
  score app.narrow_score,
  balance numeric(12, 2) not null default 0,
  active boolean not null default true,
  dropped integer,
  created_at timestamptz not null default now(),
  lower_email text generated always as (lower(email)) stored,
  during tstzrange,
  code char(3),
  span interval day to second(3),
  constraint users_email_key unique (email),
  constraint balance_range check (balance >= 0),
  constraint no_overlap exclude using gist (during with &&) where (active)
);
alter table app.users drop column dropped;
alter table app.users add constraint nick_length check (length(nick) < 50) not valid;

create table app.attempts (
  id serial primary key,
  user_id bigint not null references app.users (id) on delete cascade on update restrict deferrable initially deferred,
  email varchar(120) references app.users (email) match full on delete set null,
  overall integer,
  updated_at timestamptz
);
create index attempts_user_created on app.attempts (user_id, updated_at desc);
create index attempts_user_last on app.attempts (user_id, updated_at desc nulls last);
create index attempts_first on app.attempts (updated_at nulls first);
create index attempts_include on app.attempts (user_id) include (overall, email);
create index attempts_partial on app.attempts (user_id) where overall is not null and email <> 'x';
create index attempts_pattern on app.attempts (email varchar_pattern_ops);
create unique index attempts_unique on app.attempts (user_id, id);
create index attempts_hash on app.attempts using hash (email);
create index attempts_brin on app.attempts using brin (updated_at) with (pages_per_range = 32);
create index users_expression on app.users (lower(email), (balance * 2) desc, nick);
create index users_nick_other on app.users (nick collate "POSIX");
create index users_tags on app.users using gin (tags);
create index users_scores_path on app.users using gin (scores jsonb_path_ops);
create index users_full_name on app.users ("fullName" text_pattern_ops desc, id);
create index users_path on app.users (((scores ->> 'total')::integer));
alter table app.users replica identity using index users_email_key;
alter table app.attempts cluster on attempts_unique;

create table app.events (id bigint, at timestamptz not null, kind text) partition by range (at);
create index events_at on app.events (at desc);
create table app.events_2025 partition of app.events for values from ('2025-01-01') to ('2026-01-01');
create table app.events_other partition of app.events default;
create index events_only on only app.events (kind);
alter table app.events add constraint events_kind check (kind <> '');

create table app.animals (name text check (name <> ''));
create table app.cats (lives integer) inherits (app.animals);

create table "Ünï ""quoted"""."na""me
with newline" ("co""l" integer, "😀" text, "123456789012345678901234567890123456789012345678901234567890123" integer);
create index "in""dex" on "Ünï ""quoted"""."na""me
with newline" ("co""l", "😀");

create unlogged table app.scratch (id integer) with (fillfactor = 70, autovacuum_enabled = false);
create view app.active_users as select id, email from app.users where active;
create materialized view app.totals as select user_id, count(*) as n from app.attempts group by user_id;
create unique index totals_user on app.totals (user_id);
create temporary table hidden_temporary (id integer);

create function app.touch() returns trigger language plpgsql as $$ begin new.updated_at = now(); return new; end $$;
create trigger attempts_touch before update on app.attempts for each row execute function app.touch();
create trigger attempts_touch_some before update of overall, "email" on app.attempts for each row
  when (old.overall is distinct from new.overall and (new.email <> 'when (x')) execute function app.touch('a', 'b''c');
comment on index app.attempts_partial is 'for the nightly export; it''s
slow';
comment on index app.users_email_key is 'an index';
comment on constraint users_email_key on app.users is 'a constraint';
comment on constraint nick_length on app.users is '$$ \ ''';
comment on constraint attempts_user_id_fkey on app.attempts is 'whose it is';
comment on trigger attempts_touch on app.attempts is 'when it was written';
comment on table app.users is 'people';
comment on column app.users.id is 'a number';
create trigger attempts_off after insert or delete on app.attempts for each statement execute function app.touch();
alter table app.attempts disable trigger attempts_off;
create trigger attempts_truncate before truncate on app.attempts execute function app.touch();
alter table app.attempts enable always trigger attempts_truncate;
create trigger view_insert instead of insert on app.active_users for each row execute function app.touch();
create constraint trigger attempts_check after insert on app.attempts deferrable initially deferred for each row execute function app.touch();
create trigger events_touch before insert on app.events for each row execute function app.touch();

create schema drizzle;
create table drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint);
insert into drizzle.__drizzle_migrations (hash, created_at) values ('second', 1750000000000), ('first', 1740000000000);

insert into app.users (email, nick, score) select 'u' || n || '@example.com', 'nick' || n, 30 from generate_series(1, 200) n;
update app.users set mood = 'sad', active = false where id <= 50;
insert into app.attempts (user_id, overall) select 1 + n % 200, n % 90 from generate_series(1, 1000) n;
analyze;
