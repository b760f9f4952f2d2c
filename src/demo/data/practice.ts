/** Practice sessions, mock tests with their answers, templates and vocabulary. */
export const practiceData = `
insert into "practice_sessions" ("id", "user_id", "section", "questions_answered", "started_at", "ended_at")
  select demo_id('practice_sessions', n), demo_user(n, 100),
    (array['speaking', 'reading', 'writing', 'listening'])[1 + demo_pick(n, 102, 4)], demo_pick(n, 103, 30),
    demo_time(n, 600), demo_time(n, 600) + demo_pick(n, 104, 90) * interval '1 minute'
  from generate_series(1, 600) n;

insert into "mock_tests" ("id", "title", "duration_minutes", "created_at", "updated_at")
  select demo_id('mock_tests', n), 'Mock test ' || n, 120, demo_time(n, 10), demo_time(n, 10)
  from generate_series(1, 10) n;

insert into "mock_test_results" ("id", "mock_test_id", "user_id", "overall_score", "section_scores", "completed_at",
    "created_at", "updated_at")
  select demo_id('mock_test_results', n), demo_id('mock_tests', 1 + n % 10), demo_user(n, 105),
    10 + demo_pick(n, 107, 81), jsonb_build_object('speaking', 10 + demo_pick(n, 108, 81), 'reading', 10 + demo_pick(n, 109, 81)),
    demo_time(n, 120), demo_time(n, 120), demo_time(n, 120)
  from generate_series(1, 120) n;

insert into "test_answers" ("id", "result_id", "question_id", "question_type", "answer", "is_correct", "created_at")
  select demo_id('test_answers', n), demo_id('mock_test_results', 1 + n % 120),
    demo_id('reading_questions', 1 + demo_pick(n, 110, 500)), 'reading', '["B"]', demo_pick(n, 111, 3) = 0, demo_time(n, 1200)
  from generate_series(1, 1200) n;

insert into "speaking_templates" ("id", "type", "title", "body", "created_at", "updated_at")
  select demo_id('speaking_templates', n), (enum_range(null::speaking_type))[1 + n % 5], 'Template ' || n,
    'The image shows … In conclusion …', demo_time(n, 15), demo_time(n, 15)
  from generate_series(1, 15) n;

insert into "vocabulary" ("id", "word", "definition", "difficulty", "created_at")
  select demo_id('vocabulary', n), 'word-' || n, 'Definition of word ' || n,
    (array['Easy', 'Medium', 'Hard'])[1 + demo_pick(n, 112, 3)], demo_time(n, 300)
  from generate_series(1, 300) n;

insert into "user_vocabulary" ("id", "user_id", "vocabulary_id", "mastered", "created_at")
  select demo_id('user_vocabulary', n), 'u' || 1 + n % 200, demo_id('vocabulary', 1 + n % 299), demo_pick(n, 113, 3) = 0,
    demo_time(n, 800)
  from generate_series(1, 800) n;
`
