/** Teams and forums. */
export const communityTables = `
create table "teams" (
  "id" uuid primary key default gen_random_uuid(),
  "name" text not null,
  "owner_id" text not null references "users" ("id") on delete cascade,
  "plan_name" text,
  "created_at" timestamp not null default now(),
  "updated_at" timestamp not null default now()
);

create table "team_members" (
  "id" uuid primary key default gen_random_uuid(),
  "team_id" uuid not null references "teams" ("id") on delete cascade,
  "user_id" text not null references "users" ("id") on delete cascade,
  "role" text not null default 'member',
  "joined_at" timestamp not null default now()
);

create table "invitations" (
  "id" uuid primary key default gen_random_uuid(),
  "team_id" uuid not null references "teams" ("id") on delete cascade,
  "email" text not null,
  "role" text not null default 'member',
  "invited_by" text not null references "users" ("id") on delete cascade,
  "status" text not null default 'pending',
  "invited_at" timestamp not null default now()
);

create table "forum_categories" (
  "id" serial primary key,
  "slug" text not null unique,
  "name" text not null
);

create table "forum_posts" (
  "id" uuid primary key default gen_random_uuid(),
  "category_id" integer not null references "forum_categories" ("id"),
  "user_id" text not null references "users" ("id") on delete cascade,
  "title" text not null,
  "content" text not null,
  "score" json not null default '{}'::json,
  "is_pinned" boolean not null default false,
  "created_at" timestamp not null default now(),
  "updated_at" timestamp not null default now()
);

create table "forum_comments" (
  "id" uuid primary key default gen_random_uuid(),
  "post_id" uuid not null references "forum_posts" ("id") on delete cascade,
  "user_id" text not null references "users" ("id") on delete cascade,
  "content" text not null,
  "created_at" timestamp not null default now(),
  "updated_at" timestamp not null default now()
);

create table "forum_votes" (
  "post_id" uuid not null references "forum_posts" ("id") on delete cascade,
  "user_id" text not null references "users" ("id") on delete cascade,
  "value" smallint not null check ("value" in (-1, 1)),
  "created_at" timestamp not null default now(),
  primary key ("post_id", "user_id")
);
`

export const communityIndexes = `
create index "team_members_team_id_idx" on "team_members" ("team_id");
create unique index "team_members_user_team_uniq" on "team_members" ("user_id", "team_id");
create index "invitations_team_id_idx" on "invitations" ("team_id");
create index "forum_posts_category_idx" on "forum_posts" ("category_id", "created_at");
create index "forum_posts_user_id_idx" on "forum_posts" ("user_id");
create index "forum_comments_post_id_idx" on "forum_comments" ("post_id");
`
