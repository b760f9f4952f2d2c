/** What users leave behind: credits they used and what they did. Two actions are logged at each instant, as signing in does. */
export const usageData = `
insert into "ai_credit_usage" ("id", "user_id", "usage_type", "provider", "model", "total_tokens", "cost", "created_at")
  select demo_id('ai_credit_usage', n), demo_user(n, 60),
    (array['transcription', 'scoring', 'scoring', 'feedback', 'chat'])[1 + demo_pick(n, 62, 5)],
    case when n % 4 = 0 then 'whisper' else 'gateway' end, null, 200 + demo_pick(n, 63, 3000),
    (100 + demo_pick(n, 64, 9000)) / 1000000.0, demo_time(n, 4000)
  from generate_series(1, 4000) n;

insert into "activity_logs" ("id", "user_id", "action", "ip_address", "created_at")
  select demo_id('activity_logs', n), demo_user(n / 2, 65),
    case when n % 2 = 0 then 'sign_in'
      else (array['session_created', 'attempt_submitted', 'attempt_submitted', 'password_changed'])[1 + demo_pick(n, 67, 4)] end,
    '192.0.2.' || n / 2 % 250, demo_time(n / 2, 2000)
  from generate_series(0, 3999) n;
`
