/** Teams and forums. */
export const communityData = `
insert into "teams" ("id", "name", "owner_id", "plan_name", "created_at", "updated_at")
  select demo_id('teams', n), 'Study group ' || n, 'u' || n, 'team', demo_time(n, 15), demo_time(n, 15)
  from generate_series(1, 15) n;

insert into "team_members" ("id", "team_id", "user_id", "role", "joined_at")
  select demo_id('team_members', n), demo_id('teams', 1 + n % 15), 'u' || n, case when n <= 15 then 'owner' else 'member' end,
    demo_time(n, 90)
  from generate_series(1, 90) n;

insert into "invitations" ("id", "team_id", "email", "invited_by", "status", "invited_at")
  select demo_id('invitations', n), demo_id('teams', 1 + n % 15), 'guest' || n || '@example.com', 'u' || 1 + n % 15,
    case when n % 3 = 0 then 'accepted' else 'pending' end, demo_time(n, 30)
  from generate_series(1, 30) n;

insert into "forum_categories" ("slug", "name")
  values ('speaking', 'Speaking'), ('writing', 'Writing'), ('exam-day', 'Exam day'), ('off-topic', 'Off topic');

insert into "forum_posts" ("id", "category_id", "user_id", "title", "content", "score", "is_pinned", "created_at", "updated_at")
  select demo_id('forum_posts', n), 1 + demo_pick(n, 120, 4), demo_user(n, 121), 'How do I improve? (' || n || ')',
    repeat('I practise every day and my fluency stays the same. ', 1 + demo_pick(n, 123, 4)),
    json_build_object('up', demo_pick(n, 124, 20), 'down', demo_pick(n, 125, 5)), n % 100 = 0, demo_time(n, 300), demo_time(n, 300)
  from generate_series(1, 300) n;

insert into "forum_comments" ("id", "post_id", "user_id", "content", "created_at", "updated_at")
  select demo_id('forum_comments', n), demo_id('forum_posts', 1 + demo_pick(n, 126, 300)), demo_user(n, 127),
    'Record yourself and listen to it the next day.', demo_time(n, 1000), demo_time(n, 1000)
  from generate_series(1, 1000) n;

insert into "forum_votes" ("post_id", "user_id", "value", "created_at")
  select demo_id('forum_posts', 1 + n % 300), 'u' || 1 + n / 300 * 7 % 200, case when demo_pick(n, 129, 5) = 0 then -1 else 1 end,
    demo_time(n, 900)
  from generate_series(0, 899) n;
`
