/**
 * The four question tables. The plan takes an index on type, on is_active and a GIN index on tags for granted in all of them;
 * listening_questions has none on type and writing_questions none on tags.
 */
export const questionTables = `
create type "speaking_type" as enum (
  'read_aloud', 'repeat_sentence', 'describe_image', 'retell_lecture', 'answer_short_question'
);
create type "difficulty_level" as enum ('Easy', 'Medium', 'Hard');

create table "speaking_questions" (
  "id" uuid primary key default gen_random_uuid(),
  "title" text not null,
  "type" "speaking_type" not null,
  "prompt_text" text,
  "prompt_media_url" text,
  "appeared_count" integer not null default 0,
  "metadata" jsonb not null default '{}'::jsonb,
  "difficulty" "difficulty_level" not null default 'Medium',
  "tags" text[] not null default '{}',
  "bookmarked" boolean not null default false,
  "is_active" boolean not null default true,
  "created_at" timestamp not null default now(),
  "updated_at" timestamp not null default now()
);

create table "reading_questions" (
  "id" uuid primary key default gen_random_uuid(),
  "title" text not null,
  "type" text not null,
  "prompt_text" text not null,
  "options" jsonb,
  "answer_key" jsonb,
  "difficulty" "difficulty_level" not null default 'Medium',
  "tags" text[] not null default '{}',
  "bookmarked" boolean not null default false,
  "is_premium" boolean not null default false,
  "is_active" boolean not null default true,
  "created_at" timestamp not null default now(),
  "updated_at" timestamp not null default now()
);

create table "writing_questions" (
  "id" uuid primary key default gen_random_uuid(),
  "title" text not null,
  "type" text not null,
  "prompt_text" text not null,
  "word_limit" integer,
  "difficulty" text not null default 'Medium',
  "tags" text[] not null default '{}',
  "bookmarked" boolean not null default false,
  "is_active" boolean not null default true,
  "created_at" timestamp not null default now(),
  "updated_at" timestamp not null default now()
);

create table "listening_questions" (
  "id" uuid primary key default gen_random_uuid(),
  "title" text not null,
  "type" text not null,
  "audio_url" text not null,
  "transcript" text,
  "answer_key" jsonb,
  "difficulty" text not null default 'Medium',
  "tags" text[] not null default '{}',
  "bookmarked" boolean not null default false,
  "is_active" boolean not null default true,
  "created_at" timestamp not null default now(),
  "updated_at" timestamp not null default now()
);
`

export const questionIndexes = `
create index "idx_speaking_questions_type" on "speaking_questions" ("type");
create index "idx_speaking_questions_is_active" on "speaking_questions" ("is_active");
create index "idx_speaking_questions_tags" on "speaking_questions" using gin ("tags");

create index "reading_questions_type_idx" on "reading_questions" ("type");
create index "reading_questions_is_active_idx" on "reading_questions" ("is_active");
create index "reading_questions_tags_idx" on "reading_questions" using gin ("tags");

create index "writing_questions_type_idx" on "writing_questions" ("type");
create index "writing_questions_is_active_idx" on "writing_questions" ("is_active");

create index "listening_questions_is_active_idx" on "listening_questions" ("is_active");
create index "listening_questions_tags_idx" on "listening_questions" using gin ("tags");
`
