import type { Aspect } from './aspect.ts'
import { catalogsAspect } from './catalogs-aspect.ts'
import { columnStatisticsAspect } from './column-statistics-aspect.ts'
import { countersAspect } from './counters-aspect.ts'
import { dataAspect } from './data-aspect.ts'
import { leastPrivilege, type LeastPrivilege } from './least-privilege.ts'
import { migrationsAspect } from './migrations-aspect.ts'
import { plannerAspect } from './planner-aspect.ts'
import { replicationAspect } from './replication-aspect.ts'
import type { Scene } from './scene.ts'
import { settingsAspect } from './settings-aspect.ts'
import { statementsAspect } from './statements-aspect.ts'

export interface Diagnosis {
  readonly aspects: readonly Aspect[]
  readonly leastPrivilege: LeastPrivilege | null
  /** Nothing is hidden that an audit asks for by itself. */
  readonly ready: boolean
}

const ASPECTS = [
  catalogsAspect,
  statementsAspect,
  countersAspect,
  replicationAspect,
  settingsAspect,
  columnStatisticsAspect,
  dataAspect,
  migrationsAspect,
  plannerAspect,
]

/** What a role will see of a database, what its lack costs, and how it is mended. Pure; needs `loadParser()` to have resolved. */
export function diagnose(scene: Scene): Diagnosis {
  const aspects = ASPECTS.map((aspect) => aspect(scene))
  return {
    aspects,
    leastPrivilege: leastPrivilege(scene),
    ready: aspects.every(({ sight, optional }) => sight === 'all' || optional),
  }
}
