import { count } from '../report/counts.ts'
import { sql, type Aspect } from './aspect.ts'
import { named } from './named.ts'
import { asRead, type Scene } from './scene.ts'
import { watermarkGrants } from './watermark-grants.ts'

/** The table of Drizzle's migrator: what it has run, so that newer migrations are pending. */
export function migrationsAspect({ access, snapshot, affected }: Scene): Aspect {
  const about = { id: 'migrations', title: 'migrations run', optional: true }
  const { watermarks, role } = access.probe
  const dark = watermarks.filter(({ selectable }) => !selectable)
  const says =
    watermarks.length === 0 ? 'no __drizzle_migrations here' : `${count(snapshot.watermark?.length ?? 0, 'migration')} by Drizzle`
  if (dark.length === 0) return { ...about, sight: 'all', says, costs: null, rules: [], remedy: [] }
  return {
    ...about,
    sight: 'none',
    says: `${role} may not read __drizzle_migrations in ${named(dark.map(({ schema }) => schema))}`,
    costs: 'with --migrations nothing is told to be pending',
    rules: affected(asRead(snapshot, 'watermark')),
    remedy: sql(...dark.flatMap(({ schema }) => watermarkGrants(role, schema))),
  }
}
