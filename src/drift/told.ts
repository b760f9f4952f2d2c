import type { Verdict } from '../finding.ts'
import { qualified, quote } from '../identifier.ts'
import { namesOf } from '../pending.ts'
import type { Drift, Way } from './drift.ts'
import { type DriftObject, titleOf } from './drift-object.ts'

/** What is known of the migrations that a drift may be about: their names. */
export interface Telling {
  readonly outstanding: readonly string[]
  readonly passedOver: readonly string[]
}

export interface Told {
  readonly verdict: Verdict
  /** Without the object, which comes first, and without the full stop. */
  readonly says: string
  /** SQL where one statement mends it, else words. */
  readonly remedy: string
}

/** What a drift means for whoever reads the report, and what is to be done about it. */
export const told = (drift: Drift, telling: Telling): Told & { readonly message: string } => {
  const way = TOLD[drift.way](drift, telling)
  return { ...way, message: `${titleOf(drift.object)} ${way.says}${alongside(drift)}.` }
}

/** Names of what stands or falls with a column. */
function alongside({ along }: Drift): string {
  const names = along.map(({ kind, name }) => `${kind} ${name}`)
  const more = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} more`] : names
  return names.length === 0 ? '' : ` (with ${more.join(', ')})`
}

const GENERATE = 'Run drizzle-kit generate and commit what it writes'

const TOLD: Readonly<Record<Way, (drift: Drift, telling: Telling) => Told>> = {
  lost: ({ object }) => ({
    verdict: 'missing',
    says: 'was built by migrations that ran here and is gone: somebody dropped it by hand, and no migration brings it back',
    remedy: object.statements?.build ?? `Build it again by hand, as the migrations had it: ${object.text}`,
  }),
  changed: ({ inDatabase, inMigrations }) => ({
    verdict: 'differs',
    says: `${isHere(inDatabase, inMigrations, 'by the migrations that ran')}: somebody changed it by hand`,
    remedy: 'Change it back, or write a migration that makes it what it is here',
  }),
  differs: ({ inDatabase, inMigrations, inSchema }) => ({
    verdict: 'differs',
    says: isHere(inDatabase, inMigrations ?? inSchema, inMigrations ? 'by the migrations' : 'in the schema'),
    remedy: inMigrations ? 'Change it here, or in a new migration' : `${GENERATE}, then run it; or change the schema`,
  }),
  invalid: ({ inDatabase }) => ({
    verdict: 'invalid',
    says: 'is there as declared and is invalid: PostgreSQL keeps it up and does not read it',
    remedy: inDatabase?.statements?.rebuild ?? 'Build it on each partition and attach it, or build it again',
  }),
  'not validated': ({ object, inDatabase }) => ({
    verdict: 'weaker',
    says: 'is there as declared and is not validated: older rows may break it',
    remedy: `ALTER TABLE ${qualified({ schema: object.schema, name: object.relation })} VALIDATE CONSTRAINT ${quote((inDatabase ?? object).name)};`,
  }),
  'passed over': (_, { passedOver }) => ({
    verdict: 'missing',
    says: `waits for ${namesOf(passedOver)}, which drizzle-orm's migrator passes over here, for a newer migration has run`,
    remedy: `Generate ${passedOver.length === 1 ? 'that migration' : 'those migrations'} again`,
  }),
  unrecorded: ({ object }) => ({
    verdict: 'missing',
    says: 'is built by the migrations and is not here, where nothing records which of them have run',
    remedy: `Run the migration that builds it, or build it by hand: ${object.text}`,
  }),
  absent: () => ({
    verdict: 'missing',
    says: 'is declared in the schema and is not in this database: what the application asks of it fails',
    remedy: `${GENERATE}, then run it`,
  }),
  'not migrated': ({ inDatabase }) => ({
    verdict: 'missing',
    says: inDatabase
      ? 'is in the schema and in this database, and in no migration: a database that is built from the migrations lacks it'
      : 'is declared in the schema and in no migration: no database gets it',
    remedy: `${GENERATE}${inDatabase ? ', with IF NOT EXISTS for this database' : ''}`,
  }),
  'migrated otherwise': ({ inMigrations, inSchema }) => ({
    verdict: 'differs',
    says: `is ${inMigrations?.text} by the migrations and ${inSchema?.text} in the schema`,
    remedy: GENERATE,
  }),
  'no longer declared': () => ({
    verdict: 'undeclared',
    says: 'is built by the migrations and is not in the schema: no migration has taken it away, and the application does not know it',
    remedy: `${GENERATE}, or declare it in the schema`,
  }),
  pending: (_, { outstanding }) => pending('comes with', outstanding),
  'pending change': (_, { outstanding }) => pending('is changed by', outstanding),
  'pending removal': (_, { outstanding }) => pending('goes with', outstanding),
  undeclared: ({ object }) => ({
    verdict: 'undeclared',
    says: 'is in this database and is declared nowhere: drizzle-kit push drops it, and no other database has it',
    remedy:
      object.statements === null
        ? 'Declare it in the schema or a migration, or take it away'
        : `Declare it; or review, then: ${object.statements.drop}`,
  }),
}

const pending = (verb: string, outstanding: readonly string[]): Told => ({
  verdict: 'pending',
  says: `${verb} ${namesOf(outstanding)}, which this database has not run`,
  remedy: `run the pending migrations: ${namesOf(outstanding)}`,
})

/** Both definitions, the present one first. Those of triggers may read the same, and call a function of another body. */
const isHere = (here: DriftObject | null, there: DriftObject | null, where: string): string =>
  here?.text === there?.text
    ? `calls a function of another body here than ${where}`
    : `is ${here?.text} here and ${there?.text} ${where}`
