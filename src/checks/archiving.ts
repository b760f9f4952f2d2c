import * as v from 'valibot'
import { type Context, defineCheck } from '../check.ts'
import type { Judgement } from './judgement.ts'
import { changeSetting, databaseObject, hiddenSetting, noServer } from './server-only.ts'

const params = v.strictObject({})
type Params = v.InferOutput<typeof params>

/** WAL is archived, so that the database can be restored to a point in time. */
export const archiving = defineCheck<Params>({
  id: 'archiving',
  summary: 'WAL archiving is on and works, which point-in-time recovery needs',
  params,
  needs: ['settings'],
  scope: 'database',
  run: (context) => [{ object: databaseObject, subject: 'archiving', ...outcomeOf(context) }],
})

function outcomeOf({ snapshot }: Context<Params>): Judgement {
  const { server, settings, replication } = snapshot
  const absent = noServer(snapshot)
  if (absent !== null) return { status: 'skipped', reason: absent }
  // What the service keeps is behind its own interface; settings here would only mislead.
  if (server.managed !== null)
    return { status: 'skipped', reason: `${server.managed} keeps backups its own way: look there for point-in-time recovery` }
  const mode = settings['archive_mode']?.value
  if (mode === undefined) return { status: 'skipped', reason: hiddenSetting(snapshot, 'archive_mode') }
  if (server.inRecovery && mode !== 'always')
    return { status: 'skipped', reason: 'this server is a standby: its primary archives' }
  const evidence = {
    archive_mode: mode,
    archived_files: replication?.archivedCount ?? null,
    failed_attempts: replication?.archiveFailedCount ?? null,
    last_archived: replication?.lastArchived ?? null,
  }
  const fail = (verdict: 'missing' | 'weaker', message: string, remedy: string): Judgement => ({
    status: 'fail',
    verdict,
    message,
    remedy,
    evidence,
  })
  if (mode === 'off') {
    const message = 'archive_mode is off: after a loss the database can go back to the last dump at best, not to a point in time.'
    return fail('missing', message, `set archive_command, then: ${changeSetting(snapshot, 'archive_mode', 'on', true)}`)
  }
  const way = [settings['archive_command'], settings['archive_library']].filter((found) => found !== undefined)
  if (way.length > 0 && way.every(({ value }) => value === '')) {
    return fail(
      'weaker',
      'archive_mode is on but there is no archive_command: WAL piles up and is archived nowhere.',
      'set archive_command or archive_library',
    )
  }
  if (replication === null || replication.archivedCount === null)
    return { status: 'skipped', reason: `${server.role} may not see pg_stat_archiver` }
  if (replication.archivedCount === 0 && (replication.archiveFailedCount ?? 0) > 0) {
    return fail(
      'weaker',
      'archive_mode is on but no WAL file was ever archived and attempts fail: nothing can be restored from the archive.',
      'mend archive_command: the server log has its errors',
    )
  }
  return { status: 'pass', verdict: 'present' }
}
