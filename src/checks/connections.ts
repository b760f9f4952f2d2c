import * as v from 'valibot'
import { defineCheck } from '../check.ts'
import { databaseObject, noServer } from './server-only.ts'

const params = v.strictObject({
  /** Per cent of the connections that ordinary roles can have. */
  atMost: v.pipe(v.number(), v.minValue(1), v.maxValue(100)),
})
type Params = v.InferOutput<typeof params>

/** Connections in use stay clear of the limit. One reading at one moment, and behind a pooler it is the pool's size: information. */
export const connections = defineCheck<Params>({
  id: 'connections',
  summary: 'The connections in use stay clear of the limit',
  params,
  needs: ['settings', 'database-statistics'],
  scope: 'database',
  run: ({ snapshot, rule }) => {
    const about = { object: databaseObject, subject: 'connections' }
    const absent = noServer(snapshot)
    if (absent !== null) return [{ ...about, status: 'skipped', reason: absent }]
    const { database, settings } = snapshot
    if (!database) return [{ ...about, status: 'skipped', reason: 'the counters of the database could not be read' }]
    const reserved = ['superuser_reserved_connections', 'reserved_connections'].map((name) => Number(settings[name]?.value ?? 0))
    const free = Math.max(1, database.connectionLimit - reserved.reduce((sum, count) => sum + count, 0))
    const evidence = { connections: database.connections, limit: database.connectionLimit, limit_for_ordinary_roles: free }
    if (database.connections * 100 <= free * rule.params.atMost) return [{ ...about, status: 'pass', verdict: 'present' }]
    const message = `More than ${rule.params.atMost} % of the connections were in use when this was read: the next burst may be refused.`
    const remedy = 'put a pooler such as PgBouncer in front of the application before raising max_connections'
    return [{ ...about, status: 'fail', verdict: 'weaker', message, remedy, evidence }]
  },
})
