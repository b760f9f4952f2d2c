/**
 * What the team has already tried of the plan. Each statement stands for one verdict; open.ts lists which.
 * Everything else of the plan is not there.
 */
export const startedIndexes = `
-- The plan's own recommendation as Drizzle's .desc() writes it: it cannot be read as \`order by created_at desc\`.
create index "idx_speaking_attempts_user_created" on "speaking_attempts" ("user_id", "created_at" desc nulls last);
-- Another name and direction: read backwards it is the history index.
create index "writing_attempts_history_idx" on "writing_attempts" ("user_id", "created_at");
-- Wider than the history index, which its leading keys are.
create index "listening_attempts_review_idx" on "listening_attempts" ("user_id", "created_at", "question_id");
-- As the plan wants it; it makes ai_credit_usage_user_id_idx redundant.
create index "ai_credit_usage_user_created_idx" on "ai_credit_usage" ("user_id", "created_at" desc);
-- Only free questions: the list of all active questions cannot use it.
create index "reading_questions_free_type_idx" on "reading_questions" ("type", "difficulty")
  where "is_active" = true and "is_premium" = false;
-- Inactive questions are in it too, so it does the partial index's work at more than its size.
create index "writing_questions_type_difficulty_idx" on "writing_questions" ("type", "difficulty");
-- To the planner \`bookmarked = true\` does not imply \`bookmarked is true\`.
create index "listening_questions_bookmarked_idx" on "listening_questions" ("bookmarked") where "bookmarked" is true;
`

/** Must fail: users log two actions at the same instant. What a failed concurrent build leaves behind is an invalid index. */
export const failingIndex = `
create unique index concurrently "activity_logs_user_created_idx" on "activity_logs" ("user_id", "created_at" desc)
`

export const startedConstraints = `
-- The upper bound only; recordings under 30 seconds are in the table.
alter table "speaking_attempts" add constraint "speaking_attempts_duration_check" check ("duration_ms" <= 300000);
-- Rows with -1 (unlimited) break it, so it was added without looking at them.
alter table "users" add constraint "users_credits_check" check ("ai_credits_used" <= "daily_ai_credits") not valid;
alter table "mock_test_results" add constraint "mock_test_results_overall_score_check"
  check ("overall_score" between 10 and 90);
-- Wider than the plan's 10 to 90: users who never practised have 0.
alter table "user_progress" add constraint "user_progress_overall_score_check"
  check ("overall_score" >= 0 and "overall_score" <= 90);
`

export const startedTriggers = `
create function "update_updated_at_column"() returns trigger language plpgsql as $$
begin
  new.updated_at = now();
  return new;
end;
$$;

create trigger "update_users_updated_at" before update on "users"
  for each row execute function "update_updated_at_column"();
create trigger "update_teams_updated_at" before update on "teams"
  for each row execute function "update_updated_at_column"();
-- An import switched it off and nobody switched it on again.
create trigger "update_forum_posts_updated_at" before update on "forum_posts"
  for each row execute function "update_updated_at_column"();
alter table "forum_posts" disable trigger "update_forum_posts_updated_at";
-- A change of target_score or exam_date leaves updated_at as it was.
create trigger "update_user_profiles_updated_at" before update of "bio", "country" on "user_profiles"
  for each row execute function "update_updated_at_column"();
`
