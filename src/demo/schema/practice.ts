/** The rest of the practice module: sessions, mock tests and their answers, templates, vocabulary. */
export const practiceTables = `
create table "practice_sessions" (
  "id" uuid primary key default gen_random_uuid(),
  "user_id" text not null references "users" ("id") on delete cascade,
  "section" text not null,
  "questions_answered" integer not null default 0,
  "started_at" timestamp not null default now(),
  "ended_at" timestamp
);

create table "mock_tests" (
  "id" uuid primary key default gen_random_uuid(),
  "title" text not null,
  "duration_minutes" integer not null,
  "is_active" boolean not null default true,
  "created_at" timestamp not null default now(),
  "updated_at" timestamp not null default now()
);

create table "mock_test_results" (
  "id" uuid primary key default gen_random_uuid(),
  "mock_test_id" uuid not null references "mock_tests" ("id") on delete cascade,
  "user_id" text not null references "users" ("id") on delete cascade,
  "overall_score" integer,
  "section_scores" jsonb not null default '{}'::jsonb,
  "completed_at" timestamp,
  "created_at" timestamp not null default now(),
  "updated_at" timestamp not null default now()
);

create table "test_answers" (
  "id" uuid primary key default gen_random_uuid(),
  "result_id" uuid not null references "mock_test_results" ("id") on delete cascade,
  "question_id" uuid not null,
  "question_type" text not null,
  "answer" jsonb not null,
  "is_correct" boolean,
  "created_at" timestamp not null default now()
);

create table "speaking_templates" (
  "id" uuid primary key default gen_random_uuid(),
  "type" "speaking_type" not null,
  "title" text not null,
  "body" text not null,
  "is_active" boolean not null default true,
  "created_at" timestamp not null default now(),
  "updated_at" timestamp not null default now()
);

create table "vocabulary" (
  "id" uuid primary key default gen_random_uuid(),
  "word" text not null unique,
  "definition" text not null,
  "difficulty" text not null default 'Medium',
  "created_at" timestamp not null default now()
);

create table "user_vocabulary" (
  "id" uuid primary key default gen_random_uuid(),
  "user_id" text not null references "users" ("id") on delete cascade,
  "vocabulary_id" uuid not null references "vocabulary" ("id") on delete cascade,
  "mastered" boolean not null default false,
  "created_at" timestamp not null default now()
);
`

export const practiceIndexes = `
create index "practice_sessions_user_id_idx" on "practice_sessions" ("user_id");
create index "mock_test_results_user_id_idx" on "mock_test_results" ("user_id");
create index "mock_test_results_mock_test_id_idx" on "mock_test_results" ("mock_test_id");
create index "test_answers_result_id_idx" on "test_answers" ("result_id");
create unique index "user_vocabulary_user_word_uniq" on "user_vocabulary" ("user_id", "vocabulary_id");
`
