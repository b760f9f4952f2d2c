import * as v from 'valibot'
import { defineCheck } from '../check.ts'
import { databaseObject, noServer } from './server-only.ts'

/** A standby is connected, so that analytics need not run on the primary. Information: whether one is wanted is the team's to say. */
export const replica = defineCheck({
  id: 'replica',
  summary: 'A standby is connected that analytics can read from',
  params: v.strictObject({}),
  needs: ['replication'],
  scope: 'database',
  run: ({ snapshot: { server, replication, ...rest } }) => {
    const about = { object: databaseObject, subject: 'replica' }
    const absent = noServer({ server, replication, ...rest })
    if (absent !== null) return [{ ...about, status: 'skipped', reason: absent }]
    if (server.inRecovery) return [{ ...about, status: 'pass', verdict: 'present', reason: 'this server is a standby' }]
    const standbys = replication?.standbys ?? null
    if (standbys === null) {
      return [{ ...about, status: 'skipped', reason: `${server.role} may not see pg_stat_replication: grant pg_read_all_stats` }]
    }
    if (standbys > 0) return [{ ...about, status: 'pass', verdict: 'present' }]
    if (server.managed !== null)
      return [
        { ...about, status: 'skipped', reason: `${server.managed} may replicate below PostgreSQL: look there for read replicas` },
      ]
    const message = 'No standby is connected: analytics and exports compete with the application for one server.'
    const remedy = 'add a streaming standby for analytics, or accept one server while the load is small'
    return [
      {
        ...about,
        status: 'fail',
        verdict: 'missing',
        message,
        remedy,
        evidence: { standbys, slots: replication?.slots ?? null },
      },
    ]
  },
})
