/** 500 questions in each of the four tables; a tenth is not active any more, one in twenty is bookmarked. */
const common = (salt: number): string => `
    (array['Easy', 'Medium', 'Hard'])[1 + demo_pick(n, ${salt}, 3)]`

const tags = (salt: number): string => `
    array[(array['academic', 'science', 'history', 'campus', 'business', 'nature'])[1 + demo_pick(n, ${salt}, 6)],
      'week-' || 1 + n % 52]`

const flags = (salt: number): string => `
    demo_pick(n, ${salt}, 20) = 0, demo_pick(n, ${salt + 1}, 10) <> 0, demo_time(n, 500), demo_time(n, 500)`

export const questionData = `
insert into "speaking_questions" ("id", "title", "type", "prompt_text", "appeared_count", "difficulty", "tags",
    "bookmarked", "is_active", "created_at", "updated_at")
  select demo_id('speaking_questions', n), 'Speaking question ' || n, (enum_range(null::speaking_type))[1 + n % 5],
    repeat('The lecture describes how coastal towns adapt to rising seas. ', 2), demo_pick(n, 20, 40),
    ${common(21)}::difficulty_level, ${tags(22)}, ${flags(23)}
  from generate_series(1, 500) n;

insert into "reading_questions" ("id", "title", "type", "prompt_text", "options", "answer_key", "difficulty", "tags",
    "is_premium", "bookmarked", "is_active", "created_at", "updated_at")
  select demo_id('reading_questions', n), 'Reading question ' || n,
    (array['multiple_choice', 'reorder_paragraphs', 'fill_in_blanks'])[1 + n % 3],
    repeat('Researchers compared the growth of cities on three continents. ', 4), '["A", "B", "C", "D"]', '["B"]',
    ${common(25)}::difficulty_level, ${tags(26)}, n % 4 = 0, ${flags(27)}
  from generate_series(1, 500) n;

insert into "writing_questions" ("id", "title", "type", "prompt_text", "word_limit", "difficulty", "tags",
    "bookmarked", "is_active", "created_at", "updated_at")
  select demo_id('writing_questions', n), 'Writing question ' || n,
    case when n % 2 = 0 then 'essay' else 'summarize_written_text' end,
    repeat('Some people think that travel broadens the mind. ', 3), case when n % 2 = 0 then 300 else 75 end,
    ${common(29)}, ${tags(30)}, ${flags(31)}
  from generate_series(1, 500) n;

insert into "listening_questions" ("id", "title", "type", "audio_url", "transcript", "answer_key", "difficulty", "tags",
    "bookmarked", "is_active", "created_at", "updated_at")
  select demo_id('listening_questions', n), 'Listening question ' || n,
    (array['summarize_spoken_text', 'write_from_dictation', 'highlight_summary', 'select_missing_word'])[1 + n % 4],
    'https://cdn.example.com/listening/' || n || '.mp3', null, '["A"]',
    ${common(33)}, ${tags(34)}, ${flags(35)}
  from generate_series(1, 500) n;
`
