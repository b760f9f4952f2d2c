/** Profiles, settings, subscriptions, credits, logs, notifications and the one-row-per-user progress table. */
export const userManagementTables = `
create type "subscription_status" as enum ('trialing', 'active', 'past_due', 'canceled');

create table "user_profiles" (
  "id" uuid primary key default gen_random_uuid(),
  "user_id" text not null unique references "users" ("id") on delete cascade,
  "target_score" integer,
  "exam_date" timestamp,
  "bio" text,
  "country" text,
  "created_at" timestamp not null default now(),
  "updated_at" timestamp not null default now()
);

create table "user_settings" (
  "user_id" text primary key references "users" ("id") on delete cascade,
  "theme" text not null default 'system',
  "email_notifications" boolean not null default true,
  "preferences" jsonb not null default '{}'::jsonb,
  "updated_at" timestamp not null default now()
);

create table "user_subscriptions" (
  "id" uuid primary key default gen_random_uuid(),
  "user_id" text not null references "users" ("id") on delete cascade,
  "plan" text not null,
  "status" "subscription_status" not null,
  "current_period_end" timestamp not null,
  "created_at" timestamp not null default now(),
  "updated_at" timestamp not null default now()
);

create table "ai_credit_usage" (
  "id" uuid primary key default gen_random_uuid(),
  "user_id" text not null references "users" ("id") on delete cascade,
  "usage_type" text not null,
  "provider" text not null,
  "model" text,
  "total_tokens" integer not null default 0,
  "cost" numeric(10, 6) not null default 0,
  "created_at" timestamp not null default now()
);

create table "activity_logs" (
  "id" uuid primary key default gen_random_uuid(),
  "user_id" text references "users" ("id") on delete set null,
  "action" text not null,
  "ip_address" text,
  "metadata" jsonb not null default '{}'::jsonb,
  "created_at" timestamp not null default now()
);

create table "notifications" (
  "id" uuid primary key default gen_random_uuid(),
  "user_id" text not null references "users" ("id") on delete cascade,
  "title" text not null,
  "body" text,
  "is_read" boolean not null default false,
  "created_at" timestamp not null default now()
);

create table "user_progress" (
  "user_id" text primary key references "users" ("id") on delete cascade,
  "overall_score" integer,
  "questions_answered" integer not null default 0,
  "study_time_minutes" integer not null default 0,
  "current_streak" integer not null default 0,
  "updated_at" timestamp not null default now()
);
`

export const userManagementIndexes = `
create index "user_subscriptions_user_id_idx" on "user_subscriptions" ("user_id");
create index "ai_credit_usage_user_id_idx" on "ai_credit_usage" ("user_id");
create index "notifications_user_id_idx" on "notifications" ("user_id");
`
