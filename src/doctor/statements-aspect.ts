import { literal, qualified, quote } from '../identifier.ts'
import { count, grouped } from '../report/counts.ts'
import type { Snapshot } from '../snapshot.ts'
import { manual, sql, type Aspect, type Remedy } from './aspect.ts'
import { monitorGrants } from './monitor-grants.ts'
import { asRead, type Scene } from './scene.ts'
import { since } from './since.ts'

const EXTENSION = 'pg_stat_statements'
const LOADED = 'pg_stat_statements.max'

/** The workload: whether it is recorded, whether it can be read, and whether that of other roles can. */
export function statementsAspect(scene: Scene): Aspect {
  const { access, snapshot, affected } = scene
  const { probe } = access
  const readsOthers = probe.superuser || probe.readsAllStatistics
  const others = readsOthers ? [] : monitorGrants(access)
  const about = { id: 'statements', title: 'statements', optional: false }
  const { workload } = snapshot
  if (!workload.available)
    return {
      ...about,
      sight: 'none',
      says: whatLacks(scene),
      costs: null,
      rules: affected(recorded(snapshot)),
      remedy: [...remedy(scene), ...others],
    }
  const seen = `${count(workload.statements.length, 'statement')} in ${workload.schema}.${EXTENSION} ${workload.extensionVersion}, counted ${since(workload.statsReset)}`
  if (!readsOthers) {
    const says = `${seen}; those of other roles are hidden from ${probe.role}`
    return { ...about, sight: 'part', says, costs: null, rules: affected(recorded(snapshot)), remedy: others }
  }
  const dropped = workload.deallocations ?? 0
  if (dropped === 0) return { ...about, sight: 'all', says: seen, costs: null, rules: [], remedy: [] }
  return {
    ...about,
    sight: 'all',
    says: `${seen}; room was made ${dropped === 1 ? 'once' : `${grouped(dropped)} times`}, so that rare ones are missing: raise ${LOADED} from ${snapshot.settings[LOADED]?.value ?? '5000'}`,
    costs: null,
    rules: [],
    remedy: [],
  }
}

/** As if its statements were there for this role. */
function recorded(snapshot: Snapshot): Snapshot {
  const { workload, server } = asRead(snapshot, 'workload')
  const empty: Snapshot['workload'] = {
    available: true,
    schema: 'public',
    extensionVersion: '',
    deallocations: null,
    statsReset: null,
    statements: [],
    leftOut: [],
  }
  return {
    ...asRead(snapshot, 'workload'),
    server: { ...server, readsAllStatistics: true },
    workload: workload.available ? workload : empty,
  }
}

function whatLacks({ access: { probe, available }, snapshot }: Scene): string {
  const { statements, statementsLoaded, database, role } = probe
  if (!statements && !available.includes(EXTENSION)) return `the server has no ${EXTENSION} to create`
  if (!statements)
    return statementsLoaded
      ? `${EXTENSION} is loaded, and not created in ${database}`
      : `${EXTENSION} is neither loaded nor created in ${database}`
  if (!statementsLoaded) return `${EXTENSION} is created in ${database}, and not loaded: it counts nothing`
  if (!statements.selectable) return `${EXTENSION} counts, and ${role} may not read it`
  if (statements.track === 'none') return `${EXTENSION}.track is none: it counts nothing`
  return snapshot.workload.available ? '' : snapshot.workload.reason
}

function remedy(scene: Scene): Remedy[] {
  const { access, service } = scene
  const { statements, statementsLoaded, role } = access.probe
  const load = statementsLoaded ? [] : loading(scene)
  if (!statements)
    return [
      ...(access.available.includes(EXTENSION) || service.load !== null
        ? []
        : manual("Install the server's package of contrib modules, such as postgresql-contrib.")),
      ...load,
      ...(service.allow === null ? [] : manual(service.allow)),
      ...sql(`create extension ${EXTENSION};`),
    ]
  if (!statementsLoaded) return load
  if (!statements.selectable)
    return sql(
      `grant usage on schema ${quote(statements.schema)} to ${quote(role)};`,
      `grant select on ${qualified({ schema: statements.schema, name: EXTENSION })} to ${quote(role)};`,
    )
  if (statements.track !== 'none') return []
  return service.load === null
    ? sql(`alter system set ${EXTENSION}.track = 'top';`, 'select pg_reload_conf();')
    : manual(`Set ${EXTENSION}.track to top in the settings of the service.`)
}

/** What is loaded already has to stay, and only some roles may see it. */
function loading({ service, snapshot }: Scene): Remedy[] {
  if (service.load !== null) return manual(service.load)
  const libraries = snapshot.settings['shared_preload_libraries']?.value
  if (libraries === undefined)
    return manual(`Add ${EXTENSION} to shared_preload_libraries, behind what is there, and restart the server.`)
  const names = [...libraries.split(',').map((name) => name.trim()), EXTENSION].filter((name) => name !== '')
  // Each is quoted by itself: 'a,b' would be one library of that name, and the server would not start again.
  return [
    ...sql(`alter system set shared_preload_libraries = ${names.map(literal).join(', ')};`),
    ...manual('Restart the server.'),
  ]
}
