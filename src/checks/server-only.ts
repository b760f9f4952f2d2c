import type { AuditedObject } from '../finding.ts'
import type { Snapshot } from '../snapshot.ts'

/** Why nothing can be said about the server that the application runs on; null when the snapshot is of a server. */
export function noServer({ server, source }: Snapshot): string | null {
  if (source.kind !== 'server' && !server.embedded)
    return `${source.label} says nothing about the server it will run on: audit that server`
  return server.embedded || source.kind !== 'server'
    ? 'the embedded database is not the server it stands for: audit that server'
    : null
}

export const settingObject = (name: string): AuditedObject => ({ schema: '', relation: '', kind: 'setting', name })
export const databaseObject: AuditedObject = { schema: '', relation: '', kind: 'database' }

/** How a setting is changed on this server. `restart` when a reload is not enough. */
export function changeSetting({ server }: Snapshot, name: string, value: string, restart = false): string {
  if (server.managed !== null)
    return `set ${name} = ${value} in the settings of ${server.managed}${restart ? ', then restart' : ''}`
  return `ALTER SYSTEM SET ${name} = ${value}; then ${restart ? 'restart the server' : 'SELECT pg_reload_conf();'}`
}

/** Why a setting that exists everywhere is not in the snapshot. */
export const hiddenSetting = ({ server }: Snapshot, name: string): string =>
  `the server does not show ${name} to ${server.role}: grant pg_read_all_settings`
