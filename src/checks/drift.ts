import * as v from 'valibot'
import { type Context, defineCheck, type Outcome } from '../check.ts'
import { type Compared, driftBetween } from '../drift/drift-between.ts'
import type { DriftObject } from '../drift/drift-object.ts'
import { type Objects, objectsOf } from '../drift/objects-of.ts'
import type { DeclaredObjects, Section, Snapshot } from '../snapshot.ts'
import { aboutOf, driftOutcome, neverArrivesOutcome, renamedOutcome } from './drift-outcome.ts'
import { databaseObject } from './server-only.ts'

const params = v.strictObject({})
type Params = v.InferOutput<typeof params>

/** Everything that is compared; of a source in which one of these is unread nobody can say what it has. */
const SECTIONS = ['relations', 'columns', 'indexes', 'constraints', 'triggers', 'functions', 'types', 'sequences'] as const satisfies readonly Section[] // prettier-ignore

const SUBJECT = 'sources'

/** The Drizzle schema, the migrations and the database tell the same; what one has and another lacks is told once, by definition. */
export const drift = defineCheck<Params>({
  id: 'drift',
  summary: 'What the Drizzle schema declares, what the migrations build and what the database has are the same',
  params,
  needs: SECTIONS,
  scope: 'database',
  // What brings the sources together is written by drizzle-kit, or decided by people: a migration of ours would be one more source.
  fix: (_context, { remedy }) => ({
    kind: 'question',
    question: `The sources do not agree. Which of them is right? The advice: ${remedy}`,
    examples: [],
  }),
  run: (context) => {
    const { snapshot } = context
    const unread = unreadIn(snapshot)
    if (unread !== null) return [{ object: databaseObject, subject: SUBJECT, status: 'skipped', reason: unread }]
    const never = (snapshot.declared?.neverArrives ?? []).map((written) => neverArrivesOutcome(context, written))
    return isAlone(snapshot) ? (never.length > 0 ? never : [nothingToCompare(snapshot)]) : [...never, ...outcomesOf(context)]
  },
})

/** A source that is named beside the audited one is read like it, and may be as dark. */
function unreadIn({ declared }: Snapshot): string | null {
  const applied = declared?.migrations?.applied
  const sources = [declared?.schema, declared?.migrations, typeof applied === 'object' ? applied : undefined]
  const unread = sources
    .flatMap((source) => source?.unread ?? [])
    .find(({ section }) => (SECTIONS as readonly Section[]).includes(section))
  return unread?.reason ?? null
}

const isAlone = ({ declared }: Snapshot): boolean => !declared?.schema && !declared?.migrations

function nothingToCompare({ source }: Snapshot): Outcome {
  const others = {
    migrations: '--schema beside --migrations',
    schema: '--migrations beside --schema',
    server: '--migrations or --schema, or both, beside the URL or the snapshot',
    demo: '--migrations or --schema beside a URL; the demo has neither',
  }[source.kind]
  const reason = `${source.label} is the only source, so that there is nothing to compare it with: name ${others}`
  return { object: databaseObject, subject: SUBJECT, status: 'not-applicable', reason }
}

function outcomesOf(context: Context<Params>): readonly Outcome[] {
  const { snapshot, inScope } = context
  const compared = comparedOf(snapshot, inScope)
  const migrations = snapshot.declared?.migrations
  const { drifts, renamed } = driftBetween(compared, {
    outstanding: (migrations?.outstanding.length ?? 0) > 0,
    recorded: migrations === undefined || migrations.recorded || !hasBegun(compared),
  })
  const touched = new Set(drifts.map(({ object }) => tableKey(object)))
  const whole = [compared.schema, compared.migrations, compared.database]
    .flatMap((objects) => [...(objects?.tables.values() ?? [])])
    .map(({ table }) => table)
    .filter((table) => !touched.has(tableKey(table)) && touched.add(tableKey(table)))
  return [
    ...drifts.map((each) => driftOutcome(context, each, migrations)),
    ...renamed.map(renamedOutcome),
    ...whole.map((table): Outcome => ({ ...aboutOf(table), status: 'pass', verdict: 'present' })),
  ]
}

const tableKey = ({ schema, relation }: DriftObject): string => JSON.stringify([schema, relation])

function comparedOf(snapshot: Snapshot, inScope: (schema: string) => boolean): Compared {
  const { declared } = snapshot
  const applied = declared?.migrations?.applied
  const sources = [snapshot, declared?.schema, declared?.migrations]
  const loose = sources.some((source) => source?.extensions.some(({ standIn }) => standIn))
  const read = (source: DeclaredObjects | undefined): Objects | null => (source ? objectsOf(source, inScope, loose) : null)
  // Migrations that are audited are what is held against the schema; there is no database then.
  const onlyMigrations = snapshot.source.kind === 'migrations' && !declared?.migrations
  return {
    schema: read(declared?.schema),
    migrations: read(onlyMigrations ? snapshot : declared?.migrations),
    applied: applied === 'all' ? 'all' : typeof applied === 'object' ? read(applied) : null,
    database: onlyMigrations ? null : read(snapshot),
  }
}

/** Whether anything that the migrations build is there: an empty database has run none of them, whatever it keeps records of. */
const hasBegun = ({ migrations, database }: Compared): boolean =>
  [...(migrations?.tables.keys() ?? [])].some((key) => database?.tables.has(key))
