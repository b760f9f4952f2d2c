import type { Access } from '../collect/access.ts'
import { quote } from '../identifier.ts'
import { sql, type Remedy } from './aspect.ts'

/** From 16 on each grant says whether it is inherited; before, the role does. */
const INHERIT_OPTION = 160000

/** What gives a role the privileges of pg_monitor, also one that was granted it and does not inherit. */
export function monitorGrants({ probe, memberOfMonitor, inherits }: Access): Remedy[] {
  const role = quote(probe.role)
  if (inherits && !memberOfMonitor) return sql(`grant pg_monitor to ${role};`)
  if (probe.versionNumber >= INHERIT_OPTION) return sql(`grant pg_monitor to ${role} with inherit true;`)
  return [...(memberOfMonitor ? [] : sql(`grant pg_monitor to ${role};`)), ...sql(`alter role ${role} inherit;`)]
}
