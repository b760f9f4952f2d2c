const skills = ['speaking', 'reading', 'writing', 'listening'] as const

/** Columns of the scores that the plan takes out of each skill's document. */
const scoresOf = (skill: string): readonly string[] =>
  skill === 'speaking'
    ? ['overall_score', 'pronunciation_score', 'fluency_score', 'content_score']
    : skill === 'writing'
      ? ['overall_score', 'grammar_score', 'vocabulary_score']
      : ['overall_score']

const questions = (skill: string): string => `
create table ${skill}_questions (
  id uuid primary key default gen_random_uuid(), type text not null, difficulty text not null,
  is_active boolean not null default true, bookmarked boolean not null default false, tags text[],
  updated_at timestamp not null default now());
create index on ${skill}_questions (type, difficulty) where is_active = true;
create index on ${skill}_questions (type);
create index on ${skill}_questions (is_active);
create index on ${skill}_questions (bookmarked) where bookmarked = true;
create index on ${skill}_questions using gin (tags);
create trigger touch before update on ${skill}_questions for each row execute function update_updated_at_column();`

const attempts = (skill: string): string => `
create table ${skill}_attempts (
  id uuid primary key default gen_random_uuid(),
  user_id text not null references users (id) on delete cascade,
  question_id uuid not null references ${skill}_questions (id),
  is_public boolean not null default false,
  duration_ms integer not null check (duration_ms between 30000 and 300000),
  scores jsonb not null default '{}',
  ${scoresOf(skill)
    .map((column) => `${column} integer check (${column} between 10 and 90)`)
    .join(',\n  ')},
  created_at timestamp not null default now());
create index on ${skill}_attempts (user_id, created_at desc);
create index on ${skill}_attempts (user_id, overall_score desc);
create index on ${skill}_attempts (question_id);
create index on ${skill}_attempts (created_at desc);
create index on ${skill}_attempts (overall_score desc);
${skill === 'speaking' ? 'create index on speaking_attempts (is_public, question_id, created_at desc);' : ''}`

const counts = (names: readonly string[]): string => names.map((name) => `${name} integer default 0`).join(', ')
const numerics = (names: readonly string[]): string => names.map((name) => `${name} numeric(5,2)`).join(', ')

/** The PTE schema with everything in place that the plan asks of it, and a few rows. */
export const optimizedSchema = `
create function update_updated_at_column() returns trigger language plpgsql as $$
begin
  new.updated_at = now();
  return new;
end $$;
create table users (
  id text primary key, daily_ai_credits integer not null default 4, ai_credits_used integer not null default 0,
  updated_at timestamp not null default now(), check (ai_credits_used <= daily_ai_credits));
create trigger touch before update on users for each row execute function update_updated_at_column();
${skills.map(questions).join('')}
${skills.map(attempts).join('')}
create table ai_credit_usage (id uuid primary key, user_id text not null, usage_type text not null, created_at timestamp not null);
create index on ai_credit_usage (user_id, created_at desc);
create index on ai_credit_usage (user_id, usage_type, created_at desc);
create table activity_logs (id uuid primary key, user_id text not null, action text not null, created_at timestamp not null);
create index on activity_logs (user_id, created_at desc);
create index on activity_logs (action, created_at desc);
create table user_progress_snapshots (
  id uuid primary key default gen_random_uuid(),
  user_id text not null references users (id) on delete cascade,
  snapshot_date timestamp not null,
  ${counts(['total_attempts', ...skills.map((skill) => `${skill}_attempts`), 'total_study_time_minutes', 'unique_days_active'])},
  ${numerics(skills.map((skill) => `avg_${skill}_score`))},
  created_at timestamp not null default now(),
  unique (user_id, snapshot_date));
create table question_stats (
  id uuid primary key default gen_random_uuid(), question_id uuid not null, question_type text not null,
  ${counts(['total_attempts', 'unique_users'])}, ${numerics(['avg_score', 'pass_rate'])}, calculated_difficulty text,
  last_calculated timestamp not null default now(), updated_at timestamp not null default now(),
  unique (question_type, question_id));
create trigger touch before update on question_stats for each row execute function update_updated_at_column();
insert into users (id) values ('ann');
insert into user_progress_snapshots (user_id, snapshot_date) values ('ann', now());
insert into writing_questions (type, difficulty) values ('essay', 'easy');
insert into writing_attempts (user_id, question_id, duration_ms, scores, overall_score, grammar_score, vocabulary_score)
  select 'ann', id, 60000, '{"total": 70, "grammar": 65, "vocabulary": 75}', 70, 65, 75 from writing_questions;
`
