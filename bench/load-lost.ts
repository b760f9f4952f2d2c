import type { BackfillStep, Plan } from '../src/fix/step.ts'
import { qualified } from '../src/identifier.ts'
import { withClient } from './database.ts'
import type { Load } from './load-clients.ts'

/** What the clients wrote must be there, in the document and in its column, and no other row may lack what the plan fills. */
export async function lostRows(url: string, plan: Plan, load: Load): Promise<string[]> {
  return withClient(url, async (client) => {
    const written = [...load.written]
    const { rows } = await client.query<{ lost: number; documents: number; columns: number }>(
      `select count(*) filter (where a.id is null)::int as lost,
         count(*) filter (where (a.scores ->> 'total')::int is distinct from w.score)::int as documents,
         count(*) filter (where a.overall_score is distinct from w.score)::int as columns
       from unnest($1::uuid[], $2::int[]) as w (id, score) left join speaking_attempts a using (id)`,
      [written.map(([id]) => id), written.map(([, score]) => score)],
    )
    const [found] = rows
    const inserted = await client.query<{ count: number }>(
      `select count(*)::int as count from speaking_attempts where audio_url = 'https://cdn.example.com/answers/load.webm'`,
    )
    const problems = [
      ...(inserted.rows[0]?.count === load.inserted() ? [] : [`${load.inserted()} inserted, ${inserted.rows[0]?.count} there`]),
      ...(found?.lost ? [`${found.lost} rows lost`] : []),
      ...(found?.documents ? [`${found.documents} documents that are not what was written`] : []),
      ...(found?.columns ? [`${found.columns} columns that are not what was written`] : []),
    ]
    for (const { table, lacking } of plan.steps.filter((step): step is BackfillStep => step.kind === 'backfill')) {
      const left = await client.query<{ count: number }>(
        `select count(*)::int as count from ${qualified(table)} where ${lacking}`,
      )
      if (left.rows[0]?.count !== 0) problems.push(`${left.rows[0]?.count} rows of ${table.name} not filled`)
    }
    return problems
  })
}
