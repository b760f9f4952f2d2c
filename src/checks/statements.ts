import * as v from 'valibot'
import { type Context, defineCheck } from '../check.ts'
import { literal, quote } from '../identifier.ts'
import type { Judgement } from './judgement.ts'
import type { Snapshot } from '../snapshot.ts'
import { changeSetting, databaseObject, noServer } from './server-only.ts'

const params = v.strictObject({})
type Params = v.InferOutput<typeof params>
const EXTENSION = 'pg_stat_statements'

/** pg_stat_statements counts the statements of this database, and this role may read those of all others. */
export const statements = defineCheck<Params>({
  id: 'statements',
  summary: 'pg_stat_statements is on and readable, so that slow and repeated statements can be seen',
  params,
  needs: ['extensions', 'settings'],
  scope: 'database',
  run: (context) => [{ object: databaseObject, subject: EXTENSION, ...outcomeOf(context) }],
})

function outcomeOf({ snapshot }: Context<Params>): Judgement {
  const absent = noServer(snapshot)
  if (absent !== null) return { status: 'skipped', reason: absent }
  const { server, workload, settings } = snapshot
  // Settings that the library defines are there only while it is loaded.
  const loaded = settings['pg_stat_statements.max'] !== undefined
  if (!snapshot.extensions.some(({ name }) => name === EXTENSION)) {
    const load = loaded ? '' : `${loadIt(snapshot)}, then `
    return fail(
      'missing',
      `${EXTENSION} is not installed in ${server.database}: nobody can see which statements are slow or repeated.`,
      `${load}CREATE EXTENSION ${EXTENSION};`,
    )
  }
  if (!workload.available && !loaded) {
    return fail('missing', `${EXTENSION} is installed but not loaded: it counts nothing.`, loadIt(snapshot))
  }
  if (settings['pg_stat_statements.track']?.value === 'none') {
    return fail(
      'weaker',
      'pg_stat_statements.track is none: it counts nothing.',
      changeSetting(snapshot, 'pg_stat_statements.track', 'top'),
    )
  }
  if (!workload.available)
    return fail('weaker', `${EXTENSION} cannot be read: ${workload.reason}.`, `GRANT pg_read_all_stats TO ${quote(server.role)};`)
  if (!server.superuser && !server.readsAllStatistics) {
    return fail(
      'weaker',
      `${server.role} sees only its own statements in ${EXTENSION}: those of the application stay hidden.`,
      `GRANT pg_read_all_stats TO ${quote(server.role)};`,
    )
  }
  return { status: 'pass', verdict: 'present' }
}

const fail = (verdict: 'missing' | 'weaker', message: string, remedy: string): Judgement => ({
  status: 'fail',
  verdict,
  message,
  remedy,
  evidence: {},
})

/** Each library is quoted by itself: ALTER SYSTEM takes `'a,b'` for one library of that name, and the server does not start again. */
function loadIt(snapshot: Snapshot): string {
  const libraries = snapshot.settings['shared_preload_libraries']?.value
  // What is there already must stay in the list, and this role may not see it.
  if (libraries === undefined) return `add ${EXTENSION} to shared_preload_libraries and restart the server`
  const names = [...libraries.split(',').map((name) => name.trim()), EXTENSION].filter((name) => name !== '')
  return changeSetting(snapshot, 'shared_preload_libraries', names.map(literal).join(', '), true)
}
