import type { IndexParams } from '../../src/checks/index-access.ts'

const rule = (params: Partial<IndexParams>): IndexParams => ({ equal: [], order: [], unique: false, method: 'btree', ...params })

const WHERES = [
  'is_active = true', 'is_active', 'is_active is true', 'not is_active', 'is_active = false', 'is_active is not null', 'score > 50', 'score > 60', 'score >= 50', 'score = 70', 'score between 20 and 80', 'score < 10', 'score is not null', "type = 'a'", "type in ('a', 'b')",
  'deleted_at is null', 'deleted_at is null and is_active = true', "(scores ->> 'total') = '5'", 'not (score > 50)', "type <> 'b'", 'is_active is false', 'is_active is not true', 'is_active is null',
] // prettier-ignore

/** The rules' questions: those of the plan, and those that try each clause of the predicate. */
export const accesses = (): readonly IndexParams[] => [
  rule({ equal: ['user_id'], order: ['created_at desc'] }),
  rule({ equal: ['user_id'], order: ['created_at'] }),
  rule({ equal: ['user_id'], order: ['created_at desc nulls last'] }),
  rule({ equal: ['user_id'] }),
  rule({ equal: ['question_id'] }),
  rule({ equal: ['type'] }),
  rule({ equal: ['score'] }),
  rule({ equal: ['code'] }),
  rule({ equal: ['is_public', 'question_id'], order: ['created_at desc'] }),
  rule({ equal: ['user_id', 'type'], order: ['created_at desc'] }),
  rule({ equal: ['type', 'question_id'] }),
  rule({ equal: ['user_id'], order: ['score desc', 'created_at desc'] }),
  rule({ equal: ['user_id'], order: ['score desc', 'created_at'] }),
  rule({ order: ['score desc'] }),
  rule({ order: ['score desc nulls last'] }),
  rule({ order: ['score'] }),
  rule({ order: ['score nulls first'] }),
  rule({ order: ['score desc', 'created_at desc'] }),
  rule({ order: ['score desc', 'created_at'] }),
  rule({ order: ['created_at desc'] }),
  rule({ order: ['code desc'] }),
  rule({ equal: ['user_id'], order: ['score desc'] }),
  rule({ equal: ['user_id'], order: ['user_id', 'created_at desc'] }),
  rule({ equal: ['user_id', 'question_id'] }),
  rule({ equal: ['tags'], method: 'gin' }),
  rule({ equal: ['user_id'], method: 'hash' }),
  rule({ equal: ['created_at'], method: 'brin' }),
  rule({ equal: ['tags'], order: ['created_at desc'], method: 'gin' }),
  rule({ equal: ['user_id'], order: ['created_at'], method: 'hash' }),
  rule({ equal: ['(lower(user_id))'], order: ['created_at desc'] }),
  rule({ equal: ['(lower(type))'] }),
  rule({ equal: ['(lower(code))'] }),
  rule({ order: ["((scores->>'total')::int) desc"] }),
  rule({ equal: ['user_id'], order: ["((scores->>'total')::integer) desc"] }),
  rule({ equal: ["(scores->>'total')"] }),
  rule({ equal: ['is_active'], where: 'is_active = true' }),
  ...WHERES.flatMap((where) => [
    rule({ equal: ['user_id'], order: ['created_at desc'], where }),
    rule({ equal: ['type', 'question_id'], where }),
  ]),
]
