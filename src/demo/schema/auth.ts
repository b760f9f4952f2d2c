/** Better-Auth's tables as its Drizzle adapter creates them: text ids, `expires_at` and `token` under their own indexes. */
export const authTables = `
create type "user_role" as enum ('user', 'teacher', 'admin');

create table "users" (
  "id" text primary key,
  "name" text not null,
  "email" text not null unique,
  "email_verified" boolean not null default false,
  "image" text,
  "role" "user_role" not null default 'user',
  "daily_ai_credits" integer not null default 4,
  "ai_credits_used" integer not null default 0,
  "last_credit_reset" timestamp not null default now(),
  "two_factor_enabled" boolean not null default false,
  "created_at" timestamp not null default now(),
  "updated_at" timestamp not null default now()
);

create table "sessions" (
  "id" text primary key,
  "token" text not null unique,
  "user_id" text not null references "users" ("id") on delete cascade,
  "ip_address" text,
  "user_agent" text,
  "active_team_id" uuid,
  "expires_at" timestamp not null,
  "created_at" timestamp not null default now(),
  "updated_at" timestamp not null default now()
);

create table "accounts" (
  "id" text primary key,
  "account_id" text not null,
  "provider_id" text not null,
  "user_id" text not null references "users" ("id") on delete cascade,
  "password" text,
  "scope" text,
  "access_token_expires_at" timestamp,
  "created_at" timestamp not null default now(),
  "updated_at" timestamp not null default now()
);

create table "verifications" (
  "id" text primary key,
  "identifier" text not null,
  "value" text not null,
  "expires_at" timestamp not null,
  "created_at" timestamp not null default now(),
  "updated_at" timestamp not null default now()
);

create table "two_factors" (
  "id" text primary key,
  "user_id" text not null references "users" ("id") on delete cascade,
  "secret" text not null,
  "backup_codes" text not null
);
`

export const authIndexes = `
create index "sessions_user_id_idx" on "sessions" ("user_id");
create index "accounts_user_id_idx" on "accounts" ("user_id");
create index "verifications_identifier_idx" on "verifications" ("identifier");
create index "two_factors_user_id_idx" on "two_factors" ("user_id");
`
