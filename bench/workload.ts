import { quote } from '../src/identifier.ts'

const STATEMENTS_PER_MESSAGE = 100

// `%` is the table. All of the generated tables but `users` have these columns.
const templates = [
  'select "id", "created_at" from % where "id" is not null and "created_at" > \'2025-01-01\' order by "created_at" desc limit 20',
  "select count(*)::int from % where %.\"created_at\" between '2025-01-01' and '2025-02-01'",
  'select %."id", %."created_at" from % inner join "users" on "users"."id" = %."id"::text where "users"."email" = \'a@example.com\'',
  'select max("created_at"), min("created_at") from % group by "id" having count(*) > 1 limit 10 offset 100',
]

/** Of a server's statements, a half are called often, and the rest are a long tail. */
const asOften = (statement: string, at: number): string[] => Array.from({ length: at % 2 === 0 ? 10 : 1 }, () => statement)

/** Messages of `count` statements over these tables, of which pg_stat_statements makes as many entries. */
export function workloadOf(tables: readonly string[], count: number): string[] {
  const statements: string[] = []
  for (let number = 0; number < count; number++) {
    const table = quote(tables[1 + (number % (tables.length - 1))]!)
    const round = Math.floor(number / (tables.length - 1))
    // After the templates are used up, another list of constants makes another entry.
    const extra =
      round < templates.length ? '' : `/* */ select ${Array.from({ length: round }, (_, at) => at).join(', ')} from % limit 1`
    statements.push((extra || templates[round]!).replaceAll('%', table))
  }
  const messages: string[] = []
  for (let start = 0; start < statements.length; start += STATEMENTS_PER_MESSAGE)
    messages.push(
      statements
        .slice(start, start + STATEMENTS_PER_MESSAGE)
        .flatMap(asOften)
        .join(';\n'),
    )
  return messages
}
