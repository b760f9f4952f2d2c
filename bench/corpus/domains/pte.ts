import { preparation } from '../../../src/demo/preparation.ts'
import { choice, flag, key, number, reference, text, time, unique } from '../columns.ts'
import { createTables } from '../create-tables.ts'
import { finished, table } from '../domain.ts'
import type { Domain } from '../table.ts'
import { platformRoles, queue } from './platform.ts'

const QUESTIONS = {
  speaking: ['read_aloud', 'repeat_sentence', 'describe_image', 'retell_lecture', 'answer_short_question'],
  reading: ['multiple_choice', 'reorder_paragraphs', 'fill_in_blanks'],
  writing: ['essay', 'summarize_written_text'],
  listening: ['summarize_spoken_text', 'write_from_dictation', 'highlight_summary', 'select_missing_word'],
}
const ATTEMPTS = { speaking: 8000, reading: 5000, writing: 3000, listening: 4000 }
const SECTIONS = ['speaking', 'reading', 'writing', 'listening'] as const

/** The tables of the demo's application that the corpus reads, with the columns its code would know. The demo itself fills them. */
const described = finished([
  table('users', 200, [key('id', 'text'), text('name'), unique('email'), time('created_at')]),
  ...SECTIONS.map((section) =>
    table(`${section}_questions`, 500, [
      key('id', 'uuid'),
      text('title'),
      choice('type', QUESTIONS[section]),
      flag('is_active'),
      time('created_at'),
    ]),
  ),
  ...SECTIONS.map((section) =>
    table(`${section}_attempts`, ATTEMPTS[section], [
      key('id', 'uuid'),
      reference('user_id', 'users'),
      reference('question_id', `${section}_questions`),
      ...(section === 'speaking' ? [choice('type', QUESTIONS.speaking), flag('is_public')] : []),
      time('created_at'),
    ]),
  ),
  table('mock_tests', 10, [key('id', 'uuid'), text('title'), flag('is_active')]),
  table('mock_test_results', 120, [
    key('id', 'uuid'),
    reference('mock_test_id', 'mock_tests'),
    reference('user_id', 'users'),
    number('overall_score'),
    time('created_at'),
  ]),
  table('test_answers', 1200, [
    key('id', 'uuid'),
    reference('result_id', 'mock_test_results'),
    choice('question_type', ['reading']),
    flag('is_correct'),
    time('created_at'),
  ]),
  table('vocabulary', 300, [key('id', 'uuid'), unique('word'), text('definition'), time('created_at')]),
  table('user_vocabulary', 800, [
    key('id', 'uuid'),
    reference('user_id', 'users'),
    reference('vocabulary_id', 'vocabulary'),
    flag('mastered'),
    time('created_at'),
  ]),
  table('forum_categories', 4, [key('id', 'integer'), unique('slug'), text('name')]),
  table('forum_posts', 300, [
    key('id', 'uuid'),
    reference('category_id', 'forum_categories'),
    reference('user_id', 'users'),
    text('title'),
    flag('is_pinned'),
    time('created_at'),
  ]),
  table('forum_comments', 1000, [
    key('id', 'uuid'),
    reference('post_id', 'forum_posts'),
    reference('user_id', 'users'),
    text('content'),
    time('created_at'),
  ]),
  table('sessions', 400, [key('id', 'text'), unique('token'), reference('user_id', 'users'), time('expires_at')]),
  table('notifications', 800, [
    key('id', 'uuid'),
    reference('user_id', 'users'),
    text('title'),
    flag('is_read'),
    time('created_at'),
  ]),
])
const added = finished(queue, described)

/** The PTE practice application of `--demo`, and the two tables it lacks for the look-alikes. */
export const pte: Domain = {
  name: 'pte',
  tables: [...described, ...added],
  roles: platformRoles('users'),
  // Other tables have columns that must have a value and are not described here.
  writable: ['forum_comments', 'notifications', 'jobs'],
  preparation: [
    // The extension is in the database already; the index build that fails on purpose says nothing about lookups.
    ...preparation.filter(({ sql, fails }) => fails === undefined && !sql.startsWith('create extension')).map(({ sql }) => sql),
    ...createTables(added),
  ],
}
