/**
 * 20,000 attempts. Scores are whole numbers but for some rows that came from an older application: 72.5, "72", "n/a", null or
 * no key at all in speaking (only in answer_short_question, so that the workload's casts succeed), reading and writing. Every
 * twelfth recording is shorter than 30 seconds.
 */
export const attemptData = `
insert into "speaking_attempts" ("id", "user_id", "question_id", "type", "audio_url", "transcript", "scores", "duration_ms",
    "words_per_minute", "is_public", "created_at")
  select demo_id('speaking_attempts', n), demo_user(n, 40), demo_id('speaking_questions', question), type,
    'https://cdn.example.com/answers/' || n || '.webm',
    repeat('so the speaker explains that towns build walls and ', 1 + demo_pick(n, 43, 3)),
    case when type = 'answer_short_question' and demo_pick(n, 44, 60) = 0 then
      (array['{"total": 72.5}', '{"total": "72"}', '{"total": "n/a"}', '{}', '{"total": null}'])[1 + n % 5]::jsonb
    when n % 500 = 0 then '{"total": 0, "pronunciation": 0, "fluency": 0, "content": 0}'
    else jsonb_build_object('total', 20 + demo_pick(n, 45, 71), 'pronunciation', 20 + demo_pick(n, 46, 71),
      'fluency', 20 + demo_pick(n, 47, 71), 'content', 20 + demo_pick(n, 48, 71)) end,
    case when n % 12 = 0 then 4000 + demo_pick(n, 49, 25000) else 30000 + demo_pick(n, 49, 100000) end,
    100 + demo_pick(n, 50, 8000) / 100.0, demo_pick(n, 51, 4) = 0, demo_time(n, 8000)
  from (
    select n, question, (enum_range(null::speaking_type))[1 + question % 5] as type
    from (select n, 1 + demo_pick(n, 42, 500) as question from generate_series(1, 8000) n) picked
  ) attempt;

insert into "reading_attempts" ("id", "user_id", "question_id", "user_response", "scores", "time_taken_ms", "created_at")
  select demo_id('reading_attempts', n), demo_user(n, 70), demo_id('reading_questions', 1 + demo_pick(n, 72, 500)), '["B"]',
    case when n % 50 = 0 then null
    when n % 300 = 1 then '{"total": "n/a"}'::jsonb
    when n % 9 = 0 then jsonb_build_object('overall_score', 10 + demo_pick(n, 73, 81))
    else jsonb_build_object('total', 10 + demo_pick(n, 73, 81), 'correct', demo_pick(n, 74, 5), 'max', 5) end,
    20000 + demo_pick(n, 75, 120000), demo_time(n, 5000)
  from generate_series(1, 5000) n;

insert into "writing_attempts" ("id", "user_id", "question_id", "user_response", "scores", "time_taken_ms", "created_at")
  select demo_id('writing_attempts', n), demo_user(n, 80), demo_id('writing_questions', 1 + demo_pick(n, 82, 500)),
    repeat('In my opinion the advantages are greater than the costs. ', 2 + demo_pick(n, 83, 5)),
    case when n % 60 = 0 then null
    when n % 300 = 1 then (array['{"overall": "pending"}', '{"overall": 72.5}', '{}'])[1 + n / 300 % 3]::jsonb
    -- The writer of these rows was replaced in the autumn; its total is now called overall.
    when n < 900 then jsonb_build_object('total', 10 + demo_pick(n, 84, 81), 'grammar', demo_pick(n, 85, 91),
      'vocabulary', demo_pick(n, 86, 91), 'content', demo_pick(n, 87, 91))
    else jsonb_build_object('overall', 10 + demo_pick(n, 84, 81), 'grammar', demo_pick(n, 85, 91),
      'vocabulary', demo_pick(n, 86, 91), 'content', demo_pick(n, 87, 91), 'spelling', demo_pick(n, 88, 91),
      'structure', demo_pick(n, 89, 91)) end,
    120000 + demo_pick(n, 90, 900000), demo_time(n, 3000)
  from generate_series(1, 3000) n;

insert into "listening_attempts" ("id", "user_id", "question_id", "user_response", "scores", "time_taken_ms", "created_at")
  select demo_id('listening_attempts', n), demo_user(n, 91), demo_id('listening_questions', 1 + demo_pick(n, 93, 500)), '["A"]',
    case when n % 50 <> 0 then jsonb_build_object('total', 10 + demo_pick(n, 94, 81), 'correct', demo_pick(n, 95, 5)) end,
    20000 + demo_pick(n, 96, 90000), demo_time(n, 4000)
  from generate_series(1, 4000) n;
`
