import { preparation } from '../src/demo/preparation.ts'
import { withClient } from './database.ts'

/** Times 8,000 attempts of the demo. */
const COPIES = 125

const COLUMNS = [
  'user_id',
  'question_id',
  'type',
  'audio_url',
  'transcript',
  'scores',
  'duration_ms',
  'words_per_minute',
  'is_public',
]
  .map((name) => `"${name}"`)
  .join(', ')

/** More attempts by the same users, hours apart. Foreign keys hold, since they are copies. */
const MANY_ATTEMPTS = `
set session_replication_role = replica;
insert into "speaking_attempts" (${COLUMNS}, "created_at")
  select ${COLUMNS}, "created_at" - copy * interval '7 hours' from "speaking_attempts", generate_series(1, ${COPIES - 1}) copy;
reset session_replication_role`

/** Makes the demo's database with a million speaking attempts in an empty one. Takes about a minute. */
export async function fillLoadDatabase(url: string): Promise<void> {
  await withClient(url, async (client) => {
    for (const { sql, fails } of preparation) {
      try {
        await client.query(sql)
      } catch (thrown) {
        if (!fails || (thrown as { code?: unknown }).code !== fails) throw thrown
      }
    }
    await client.query(MANY_ATTEMPTS)
    await client.query('vacuum (analyze) "speaking_attempts"')
    await client.query('checkpoint')
  })
}
