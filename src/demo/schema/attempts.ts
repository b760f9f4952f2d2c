/** The four attempt tables. The plan takes user_id, question_id and created_at for granted; speaking_attempts has none on created_at. */
export const attemptTables = `
create table "speaking_attempts" (
  "id" uuid primary key default gen_random_uuid(),
  "user_id" text not null references "users" ("id") on delete cascade,
  "question_id" uuid not null references "speaking_questions" ("id") on delete cascade,
  "type" "speaking_type" not null,
  "audio_url" text not null,
  "transcript" text,
  "scores" jsonb not null default '{}'::jsonb,
  "duration_ms" integer not null,
  "words_per_minute" numeric(6, 2),
  "is_public" boolean not null default false,
  "created_at" timestamp not null default now()
);

create table "reading_attempts" (
  "id" uuid primary key default gen_random_uuid(),
  "user_id" text not null references "users" ("id") on delete cascade,
  "question_id" uuid not null references "reading_questions" ("id") on delete cascade,
  "user_response" jsonb not null,
  "scores" jsonb,
  "time_taken_ms" integer,
  "created_at" timestamp not null default now()
);

create table "writing_attempts" (
  "id" uuid primary key default gen_random_uuid(),
  "user_id" text not null references "users" ("id") on delete cascade,
  "question_id" uuid not null references "writing_questions" ("id") on delete cascade,
  "user_response" text not null,
  "scores" jsonb,
  "time_taken_ms" integer,
  "created_at" timestamp not null default now()
);

create table "listening_attempts" (
  "id" uuid primary key default gen_random_uuid(),
  "user_id" text not null references "users" ("id") on delete cascade,
  "question_id" uuid not null references "listening_questions" ("id") on delete cascade,
  "user_response" jsonb not null,
  "scores" jsonb,
  "total_score" integer generated always as ((("scores" ->> 'total'))::integer) stored,
  "time_taken_ms" integer,
  "created_at" timestamp not null default now()
);
`

export const attemptIndexes = `
create index "idx_speaking_attempts_question" on "speaking_attempts" ("question_id");
create index "idx_speaking_attempts_user_type" on "speaking_attempts" ("user_id", "type");
create index "idx_speaking_attempts_public" on "speaking_attempts" ("is_public");

create index "reading_attempts_user_id_idx" on "reading_attempts" ("user_id");
create index "reading_attempts_question_id_idx" on "reading_attempts" ("question_id");
create index "reading_attempts_created_at_idx" on "reading_attempts" ("created_at");

create index "writing_attempts_question_id_idx" on "writing_attempts" ("question_id");
create index "writing_attempts_created_at_idx" on "writing_attempts" ("created_at");

create index "listening_attempts_question_id_idx" on "listening_attempts" ("question_id");
create index "listening_attempts_created_at_idx" on "listening_attempts" ("created_at");
`
