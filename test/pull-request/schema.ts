import { index, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

export const users = pgTable('users', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
})

export const questions = pgTable('speaking_questions', {
  id: uuid('id').primaryKey(),
  title: text('title').notNull(),
})

export const attempts = pgTable(
  'speaking_attempts',
  {
    id: uuid('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id),
    questionId: uuid('question_id')
      .notNull()
      .references(() => questions.id),
    device: integer('device').notNull(),
    scores: jsonb('scores'),
    createdAt: timestamp('created_at').notNull().defaultNow(),
  },
  (t) => [
    index('attempts_device_idx').on(t.device),
    index('attempts_question_idx').on(t.questionId),
    // fixed: index('attempts_history_idx').on(t.userId, t.createdAt),
  ],
)
