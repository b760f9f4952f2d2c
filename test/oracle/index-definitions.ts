/** The part of CREATE INDEX after the table's name, of every index the planner is asked about. */
export const indexDefinitions = (): readonly string[] => [
  ...new Set([
    ...btrees(),
    ...partial(),
    ...expressions(),
    ...collationsAndClasses(),
    ...otherMethods(),
    ...uniqueAndIncluding(),
    ...broken(),
  ]),
]

const DIRECTIONS = ['', ' desc', ' desc nulls last', ' nulls first']

/** Prefixes, permutations, directions and extra keys. */
function btrees(): string[] {
  const columns = ['user_id', 'created_at', 'type', 'question_id', 'is_public', 'score']
  const singles = columns.flatMap((column) => DIRECTIONS.map((direction) => `(${column}${direction})`))
  const pairs = columns.flatMap((first) =>
    columns
      .filter((second) => second !== first)
      .flatMap((second) => DIRECTIONS.map((direction) => `(${first}, ${second}${direction})`)),
  )
  const leading = DIRECTIONS.slice(1).flatMap((direction) => [
    `(user_id${direction}, created_at${direction})`,
    `(user_id${direction}, created_at)`,
    `(type${direction}, user_id, created_at desc)`,
  ])
  const triples = [
    'user_id, type, created_at',
    'type, user_id, created_at',
    'user_id, created_at, type',
    'created_at, user_id, type',
    'is_public, question_id, created_at',
    'question_id, is_public, created_at',
    'is_public, created_at, question_id',
    'user_id, score, created_at',
    'score, created_at, user_id',
    'type, question_id, score',
  ].flatMap((keys) => [`(${keys})`, `(${keys} desc)`, `(${keys} desc nulls last)`, `(${keys}, id)`])
  const mixed = [
    '(score desc, created_at)',
    '(score, created_at desc)',
    '(score desc, created_at desc)',
    '(score desc nulls last, created_at desc nulls last)',
    '(score nulls first, created_at nulls first)',
    '(user_id, score desc, created_at desc)',
    '(user_id, score desc, created_at)',
  ]
  const wide = [
    '(user_id, type, question_id, created_at)',
    '(user_id, type, is_public, created_at desc)',
    '(user_id, created_at, id, score)',
  ]
  return [...singles, ...pairs, ...leading, ...triples, ...mixed, ...wide]
}

/** Conditions as an index may have them; every rule with a condition meets every one of these. */
export const PREDICATES = [
  'is_active', 'is_active = true', 'is_active is true', 'is_active is not false', 'is_active is not null', 'is_active <> false', 'not is_active',
  'is_active = false', 'is_active is false', 'is_active is not true', 'is_active is null', 'not (is_active is false)', 'is_public', 'is_public is not null',
  'score is not null', 'score is null', 'score > 50', 'score >= 50', 'score < 50', 'score between 10 and 90', 'score = 70', 'score <> 0', 'score in (70, 80)', 'score not in (1, 2)',
  "type = 'a'", "type <> 'b'", "type in ('a', 'b')", "type = any (array['a', 'c'])", "type not in ('b', 'c')", "type is not null", "type = 'a' or type = 'b'", "type = 'a' or is_active",
  'deleted_at is null', 'deleted_at is not null', 'deleted_at is null and is_active', 'is_active and score > 50', "(scores ->> 'total') is not null", 'user_id is not null', 'question_id > 5', "lower(type) = 'a'", 'not (score > 50)', 'created_at is not null',
] // prettier-ignore

const partial = (): string[] =>
  PREDICATES.flatMap((predicate) => [
    `(user_id, created_at) where ${predicate}`,
    `(type, question_id) where ${predicate}`,
    `(score) where ${predicate}`,
  ])

function expressions(): string[] {
  return [
    '(lower(user_id), created_at)', '(lower(user_id) desc)', '(upper(user_id))', "((scores ->> 'total'))", "(((scores ->> 'total')::int))", "(((scores ->> 'total')::int) desc)",
    "(((scores ->> 'total')::int) desc nulls last)", "(((scores ->> 'other')::int))", "(user_id, ((scores ->> 'total')::int))", "(user_id, ((scores ->> 'total')::int) desc)", '(lower(type), created_at)', '(lower(code))',
    '(date_trunc(\'day\', created_at))', '((score + 1))', '(user_id, (score + 1))', '((question_id % 10), created_at)', "(user_id, date_trunc('day', created_at))",
  ] // prettier-ignore
}

function collationsAndClasses(): string[] {
  return [
    '(user_id collate "C", created_at)', '(user_id collate "POSIX")', '(type collate "C", question_id)', '(user_id text_pattern_ops, created_at)', '(user_id text_pattern_ops)', '(created_at, user_id text_pattern_ops)',
    '(type varchar_pattern_ops, question_id)', '(type varchar_ops, question_id)', '(code text_pattern_ops)', '(code)', '(code desc)', '(code collate "C")', '(user_id varchar_ops, created_at)', '(score, code collate "C")', '(score desc, code)', '(score desc, code desc)', '(code varchar_pattern_ops, created_at)',
  ] // prettier-ignore
}

function otherMethods(): string[] {
  return [
    'using hash (user_id)', 'using hash (created_at)', 'using hash (question_id)', 'using hash (score)', 'using brin (created_at)', 'using brin (user_id, created_at)', 'using brin (score)', 'using gin (tags)', 'using gin (user_id)', 'using gin (tags, user_id)', 'using gin (scores)',
    'using gin (scores jsonb_path_ops)', 'using gin (tags) where is_active', 'using gin (question_id, tags)',
  ] // prettier-ignore
}

function uniqueAndIncluding(): string[] {
  return [
    'unique (id)', 'unique (user_id, created_at, id)', 'unique (user_id, id)', 'unique (type, question_id, id)', 'unique (score, id)', 'unique (score desc, id)', '(user_id) include (created_at)', '(user_id, created_at) include (score)', '(user_id, created_at desc) include (score, id)',
    '(user_id) include (type, created_at)', '(type, question_id) include (id)', '(score desc) include (user_id)', '(created_at) include (user_id)', '(is_public, question_id) include (created_at)',
  ] // prettier-ignore
}

/** Left behind by builds that failed: the planner never reads them, however well they would do. */
function broken(): string[] {
  return ['(user_id, created_at)', '(score desc)', '(type, question_id) where is_active', 'using gin (tags)', '(lower(type))']
    .flatMap((keys) => [`invalid ${keys}`, `not ready ${keys}`])
    .concat('invalid unique (id)', 'invalid unique (user_id, created_at, id)')
}
