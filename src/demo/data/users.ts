/** 200 users with what hangs on each of them. Every 25th has unlimited credits (-1); three have used more than theirs. */
export const userData = `
insert into "users" ("id", "name", "email", "email_verified", "role", "daily_ai_credits", "ai_credits_used",
    "last_credit_reset", "two_factor_enabled", "created_at", "updated_at")
  select 'u' || n, 'Learner ' || n, 'learner' || n || '@example.com', n % 10 <> 0,
    case when n = 1 then 'admin' when n % 40 = 0 then 'teacher' else 'user' end::user_role,
    case when n % 25 = 0 then -1 else 4 end,
    case when n in (13, 77, 142) then 6 else demo_pick(n, 1, 5) end,
    '2025-01-25', n % 20 = 0, demo_time(n, 200), demo_time(n, 200)
  from generate_series(1, 200) n;

insert into "sessions" ("id", "token", "user_id", "ip_address", "user_agent", "expires_at", "created_at", "updated_at")
  select 's' || n, md5('token' || n), demo_user(n, 2), '192.0.2.' || n % 250, 'Mozilla/5.0',
    demo_time(n, 400) + interval '7 days', demo_time(n, 400), demo_time(n, 400)
  from generate_series(1, 400) n;

insert into "accounts" ("id", "account_id", "provider_id", "user_id", "password", "created_at", "updated_at")
  select 'a' || n, 'u' || n, case when n % 3 = 0 then 'google' else 'credential' end, 'u' || n,
    case when n % 3 <> 0 then md5('password' || n) end, demo_time(n, 200), demo_time(n, 200)
  from generate_series(1, 200) n;

insert into "verifications" ("id", "identifier", "value", "expires_at", "created_at", "updated_at")
  select 'v' || n, 'learner' || n * 10 || '@example.com', md5('verification' || n), '2025-01-26', '2025-01-25', '2025-01-25'
  from generate_series(1, 20) n;

insert into "two_factors" ("id", "user_id", "secret", "backup_codes")
  select 'f' || n, 'u' || n * 20, md5('secret' || n), md5('codes' || n)
  from generate_series(1, 10) n;

insert into "user_profiles" ("id", "user_id", "target_score", "exam_date", "bio", "country", "created_at", "updated_at")
  select demo_id('user_profiles', n), 'u' || n, 50 + demo_pick(n, 3, 8) * 5,
    timestamp '2025-03-01' + demo_pick(n, 4, 90) * interval '1 day', null,
    (array['AU', 'CN', 'IN', 'NP', 'PH', 'VN'])[1 + demo_pick(n, 5, 6)], demo_time(n, 200), demo_time(n, 200)
  from generate_series(1, 200) n;

insert into "user_settings" ("user_id", "theme", "email_notifications", "updated_at")
  select 'u' || n, (array['system', 'light', 'dark'])[1 + demo_pick(n, 6, 3)], n % 4 <> 0, demo_time(n, 200)
  from generate_series(1, 200) n;

insert into "user_subscriptions" ("id", "user_id", "plan", "status", "current_period_end", "created_at", "updated_at")
  select demo_id('user_subscriptions', n), 'u' || n, case when n % 5 = 0 then 'vip' else 'pro' end,
    (array['trialing', 'active', 'active', 'past_due', 'canceled'])[1 + demo_pick(n, 7, 5)]::subscription_status,
    timestamp '2025-02-01' + demo_pick(n, 8, 28) * interval '1 day', demo_time(n, 200), demo_time(n, 200)
  from generate_series(1, 200, 2) n;

insert into "user_progress" ("user_id", "overall_score", "questions_answered", "study_time_minutes", "current_streak", "updated_at")
  select 'u' || n, case when n > 190 then 0 else 30 + demo_pick(n, 9, 60) end, demo_pick(n, 10, 400), demo_pick(n, 11, 5000),
    demo_pick(n, 12, 30), '2025-01-25'
  from generate_series(1, 200) n;

insert into "notifications" ("id", "user_id", "title", "body", "is_read", "created_at")
  select demo_id('notifications', n), demo_user(n, 13), 'Your answer was scored', null, n < 600, demo_time(n, 800)
  from generate_series(1, 800) n;
`
