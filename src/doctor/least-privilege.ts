import { quote } from '../identifier.ts'
import type { Scene } from './scene.ts'
import { selectGrants } from './select-grants.ts'
import { watermarkGrants } from './watermark-grants.ts'

/** SQL that makes a role which can audit and do nothing else. */
export interface LeastPrivilege {
  readonly role: string
  readonly statements: readonly string[]
  /** For column statistics, `--check-data` and rules of kind `sql`: with it the role reads people's data. */
  readonly reading: readonly string[]
}

const AUDITOR = 'pte_db_auditor'

/** What to use instead of a role that may do more than look; null where this one may not. */
export function leastPrivilege({ access, snapshot, tables, service }: Scene): LeastPrivilege | null {
  const { probe } = access
  const owns = snapshot.relations.some(({ owner }) => owner === probe.role)
  if (!probe.superuser && !owns) return null
  const extension = probe.statements?.schema
  const statements = [
    ...(service.createRole === null ? [`create role ${AUDITOR} login;`] : []),
    `grant connect on database ${quote(probe.database)} to ${AUDITOR};`,
    `grant pg_monitor to ${AUDITOR};`,
    ...(extension === undefined ? [] : [`grant usage on schema ${quote(extension)} to ${AUDITOR};`]),
    ...probe.watermarks.flatMap(({ schema }) => watermarkGrants(AUDITOR, schema)),
  ]
  const reading = selectGrants(AUDITOR, tables).flatMap((step) => (step.kind === 'sql' ? [step.sql] : []))
  return { role: AUDITOR, statements, reading: reading.filter((statement) => !statements.includes(statement)) }
}
