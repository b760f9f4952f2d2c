import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, jsonb, pgTable, text, timestamp, unique, uuid, varchar } from 'drizzle-orm/pg-core'

export const users = pgTable('users', {
  id: text('id').primaryKey(),
  email: varchar('email', { length: 200 }),
})

export const speakingQuestions = pgTable(
  'speaking_questions',
  {
    id: uuid('id').defaultRandom().primaryKey(),
    title: text('title').notNull(),
    type: text('type').notNull(),
    difficulty: text('difficulty'),
    isActive: boolean('is_active').default(true).notNull(),
    createdAt: timestamp('created_at').defaultNow().notNull(),
    updatedAt: timestamp('updated_at').defaultNow().notNull(),
    // public.speaking_questions, among its columns
  },
  (t) => [
    unique('speaking_questions_type_title_key').on(t.type, t.title),
    check('speaking_questions_title', sql`${t.title} <> ''`),
    // public.speaking_questions, in the list
  ],
)

export const speakingAttempts = pgTable(
  'speaking_attempts',
  {
    id: uuid('id').defaultRandom().primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    questionId: uuid('question_id')
      .notNull()
      .references(() => speakingQuestions.id),
    type: text('type').notNull(),
    durationMs: integer('duration_ms').notNull(),
    scores: jsonb('scores').notNull(),
    createdAt: timestamp('created_at').defaultNow().notNull(),
    updatedAt: timestamp('updated_at').defaultNow().notNull(),
    // public.speaking_attempts, among its columns
  },
  (t) => [
    // As the plan writes it, which no query of the plan can read in order.
    index('idx_speaking_attempts_user_created').on(t.userId, t.createdAt.desc()),
    // public.speaking_attempts, in the list
  ],
)

export const notes = pgTable(
  'notes',
  {
    id: integer('id').notNull(),
    parentId: integer('parent_id').notNull(),
    authorId: text('author_id'),
    body: varchar('body', { length: 200 }),
    about: jsonb('about'),
    // public.notes, among its columns
  },
  (t) => [
    index('notes_body_idx').on(t.body),
    check('notes_body_check', sql`length(body) > 0`),
    // public.notes, in the list
  ],
)

// new tables
