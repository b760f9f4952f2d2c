import type { IndexProof } from './index-proof.ts'

/**
 * A collected database as plain JSON: sorted by name, deterministic, without OIDs and without secrets.
 * Every source (a server, replayed migrations, the demo, a file) ends in one of these, and everything after it only computes.
 * Sizes are bytes, times are ms unless a field says otherwise, timestamps are ISO 8601 in UTC.
 */
export interface Snapshot {
  readonly format: 'pte-db-audit snapshot'
  readonly version: 1
  /** Version of pte-db-audit that collected it. */
  readonly tool: string
  readonly collectedAt: string
  readonly source: Source
  /** Where workload, statistics and counters were taken from, when that is another database (`--workload`); left out otherwise. */
  readonly measuredOn?: string
  readonly server: Server
  /** What could not be read, each with the reason. A check that needs one of these is skipped, never passed. */
  readonly unread: readonly Unread[]
  /** What a reader of the report should know about how the source was built, such as a migration the real runner would refuse. */
  readonly notes: readonly Note[]
  readonly settings: Readonly<Record<string, Setting>>
  readonly extensions: readonly Extension[]
  readonly enums: readonly EnumType[]
  readonly domains: readonly Domain[]
  /** Trigger functions only: those that a trigger in `relations` calls. */
  readonly functions: readonly Function[]
  readonly sequences: readonly Sequence[]
  readonly relations: readonly Relation[]
  readonly database: DatabaseCounters | null
  readonly replication: Replication | null
  /** Standbys whose reads are among the counters of relations and indexes (`--replica`); left out where none was named. */
  readonly replicas?: readonly Replica[]
  readonly workload: Workload
  /** Applied Drizzle migrations by hash and time, oldest first; null when there is no `__drizzle_migrations` table. */
  readonly watermark: readonly AppliedMigration[] | null
  /** Rows that a rule's own query returned, by query key (see `check.ts`). */
  readonly answers: Readonly<Record<string, Answer>>
  /** What a planner said of proposed indexes, by the fingerprint of the finding; left out when none was asked (`--prove`). */
  readonly proofs?: Readonly<Record<string, readonly ProvenStatement[]>>
  /** What is compared with; left out where nothing is. */
  readonly base?: Base
  /** What the other sources of the run say there should be; left out when it had none. */
  readonly declared?: Declared
}

/** The schema that a run is compared with (`--against`), under the statistics of the same workload. Never in a file. */
export interface Base {
  /** `main`, `app on db.example.com:5432` */
  readonly label: string
  readonly relations: readonly Relation[]
}

export interface Declared {
  /** What a Drizzle schema describes, as drizzle-kit exports it. */
  readonly schema?: DeclaredObjects
  readonly migrations?: BuiltByMigrations
  /** What is written in the schema and reaches no database; empty without a schema. */
  readonly neverArrives: readonly NeverArrives[]
}

/** Of a snapshot, what says which objects there are. Sizes and counters in it mean nothing. */
export type DeclaredObjects = Pick<
  Snapshot,
  'source' | 'unread' | 'extensions' | 'enums' | 'sequences' | 'functions' | 'relations'
>

/** What a folder of migrations builds when all of them run. */
export interface BuiltByMigrations extends DeclaredObjects {
  /** Names of the migrations that the audited database has not run and that its runner will run, oldest first. */
  readonly outstanding: readonly string[]
  /** Names of those that it has not run and that its runner passes over. */
  readonly passedOver: readonly string[]
  /** Whether it keeps a record of what has run. */
  readonly recorded: boolean
  /** What those that have run build by themselves. */
  readonly applied: DeclaredObjects | 'all' | 'none'
}

export interface NeverArrives {
  /** Name of the table as it is written. */
  readonly table: string
  readonly kind: 'bare sql' | 'unfinished' | 'not exported'
  /** What is written, on one line. */
  readonly written: string
  /** What to write in its place. */
  readonly instead: string
  /** From the working directory of the run, with forward slashes. */
  readonly file: string
  /** From 1. */
  readonly line: number
}

export interface ProvenStatement {
  /** As pg_stat_statements has it. */
  readonly statement: string
  readonly proof: IndexProof
}

export interface Source {
  readonly kind: 'server' | 'demo' | 'migrations' | 'schema'
  /** For people: `app on db.example.com:5432`, a folder, a file. Never a password, a user's connection string or a query string. */
  readonly label: string
}

export interface Server {
  /** As the server says it: `15.18 (Debian 15.18-0+deb12u1)`. */
  readonly version: string
  /** `server_version_num`: 150018. */
  readonly versionNumber: number
  readonly encoding: string
  readonly database: string
  readonly role: string
  readonly superuser: boolean
  /** Member of pg_read_all_stats (pg_monitor implies it), so that other users' statements are readable. */
  readonly readsAllStatistics: boolean
  /** PGlite: settings of the machine, replication and archiving mean nothing there. */
  readonly embedded: boolean
  readonly inRecovery: boolean
  /** Name of a managed service when settings or roles give it away, else null. */
  readonly managed: string | null
  /** The shortest of a few round trips to it from where it was collected, ms; left out for the embedded database. */
  readonly roundTrip?: number
}

/** The parts of a snapshot that can fail on their own. */
export type Section =
  | 'relations'
  | 'columns'
  | 'indexes'
  | 'constraints'
  | 'triggers'
  | 'functions'
  | 'sequences'
  | 'types'
  | 'extensions'
  | 'settings'
  | 'table-statistics'
  | 'index-statistics'
  | 'column-statistics'
  | 'database-statistics'
  | 'replication'
  | 'workload'
  | 'watermark'

export interface Unread {
  readonly section: Section
  /** One sentence with the remedy. */
  readonly reason: string
}

export interface Note {
  readonly severity: 'info' | 'warn'
  readonly message: string
  readonly file: string | null
  readonly line: number | null
}

export interface Setting {
  readonly value: string
  /** `ms`, `8kB`, … as pg_settings gives it; null for none. */
  readonly unit: string | null
  /** `default`, `configuration file`, … */
  readonly source: string
}

export interface Extension {
  readonly name: string
  readonly schema: string
  readonly version: string
  /** A stand-in without the extension's code (`--allow-missing-extension`). */
  readonly standIn: boolean
}

export interface EnumType {
  readonly schema: string
  readonly name: string
  readonly labels: readonly string[]
}

export interface Domain {
  readonly schema: string
  readonly name: string
  /** `format_type` of what it is based on. */
  readonly type: string
  readonly notNull: boolean
  readonly default: string | null
  readonly checks: readonly { readonly name: string; readonly definition: string; readonly validated: boolean }[]
}

export interface Function {
  readonly schema: string
  readonly name: string
  /** `plpgsql`, `c`, `internal`, `sql`, … */
  readonly language: string
  /** prosrc: the body of a PL/pgSQL or SQL function, the link symbol of a C function. */
  readonly body: string
  /** `pg_get_functiondef`, to build it again elsewhere; null for what an extension owns. */
  readonly definition: string | null
  readonly extension: string | null
}

export interface Sequence {
  readonly schema: string
  readonly name: string
  readonly type: string
  readonly start: string
  readonly min: string
  readonly max: string
  readonly increment: string
  readonly cycle: boolean
  /** null: never used, or this role may not read it. */
  readonly lastValue: string | null
  readonly ownedBy: { readonly schema: string; readonly relation: string; readonly column: string } | null
}

export type RelationKind = 'table' | 'partitioned table' | 'view' | 'materialized view' | 'foreign table'

/** A relation of the user's. System, temporary and TOAST relations are never in a snapshot. */
export interface Relation {
  readonly schema: string
  readonly name: string
  readonly kind: RelationKind
  readonly unlogged: boolean
  /** The extension that owns it; such relations are never audited. */
  readonly extension: string | null
  /** Qualified parent when this is a partition. */
  readonly partitionOf: { readonly schema: string; readonly name: string } | null
  /** `pg_get_partkeydef`: `RANGE (created_at)`. */
  readonly partitionKey: string | null
  /** `pg_get_expr(relpartbound)`: `FOR VALUES FROM (…) TO (…)`. */
  readonly partitionBound: string | null
  /** Parents by plain inheritance (not partitioning). */
  readonly inherits: readonly { readonly schema: string; readonly name: string }[]
  readonly replicaIdentity: 'default' | 'nothing' | 'full' | 'index'
  readonly options: readonly string[]
  /** `pg_get_viewdef` of views and materialized views, else null. */
  readonly viewDefinition: string | null
  /** relpages × block size: an estimate as of the last vacuum or analyze, like `tuples`. Bytes. */
  readonly bytes: number
  /** reltuples; null when the table was never vacuumed or analyzed. Rows. */
  readonly tuples: number | null
  /** The owner's name. */
  readonly owner: string
  /** Whether the collecting role may select from it (`--check-data` needs it). */
  readonly selectable: boolean
  readonly statistics: TableStatistics | null
  readonly columns: readonly Column[]
  readonly indexes: readonly Index[]
  readonly constraints: readonly Constraint[]
  readonly triggers: readonly Trigger[]
}

/** pg_stat_user_tables and pg_statio_user_tables, since the database's counters were reset. */
export interface TableStatistics {
  readonly sequentialScans: number
  readonly sequentialTuplesRead: number
  readonly indexScans: number
  readonly indexTuplesFetched: number
  readonly inserts: number
  readonly updates: number
  readonly hotUpdates: number
  readonly deletes: number
  readonly liveTuples: number
  readonly deadTuples: number
  readonly modifiedSinceAnalyze: number
  readonly lastVacuum: string | null
  readonly lastAnalyze: string | null
  readonly heapBlocksRead: number
  readonly heapBlocksHit: number
  readonly indexBlocksRead: number
  readonly indexBlocksHit: number
}

export interface Column {
  readonly name: string
  /** `format_type` with typmod: `numeric(5,2)`, `character varying(20)`, a domain's own name. */
  readonly type: string
  /** The type under all domains, without typmod: `numeric`, `integer`. */
  readonly baseType: string
  /** pg_type.typcategory of the base type: N numeric, S string, B boolean, D date/time, A array, E enum, U user-defined, … */
  readonly category: string
  /** The domain, when the column has one. */
  readonly domain: { readonly schema: string; readonly name: string } | null
  readonly notNull: boolean
  /** The default, or a generated column's expression, as `pg_get_expr` prints it. */
  readonly default: string | null
  readonly generated: 'stored' | 'virtual' | null
  readonly identity: 'always' | 'by default' | null
  /** Collation name when it is not the type's own default, else null. Qualified unless it is in pg_catalog. */
  readonly collation: string | null
  readonly statistics: ColumnStatistics | null
}

/** pg_stats, without anybody's data: values only of boolean and enum columns. */
export interface ColumnStatistics {
  readonly nullFraction: number
  /** As PostgreSQL keeps it: negative means a fraction of the rows. */
  readonly distinct: number
  /** Bytes. */
  readonly averageWidth: number
  readonly correlation: number | null
  readonly mostCommon: readonly { readonly value: string; readonly frequency: number }[] | null
}

export interface Index {
  readonly name: string
  /** `btree`, `hash`, `gin`, … */
  readonly method: string
  readonly keys: readonly IndexKey[]
  /** INCLUDE columns: stored, not searchable. */
  readonly include: readonly string[]
  readonly unique: boolean
  readonly nullsNotDistinct: boolean
  readonly primary: boolean
  readonly exclusion: boolean
  /** False for the index of a deferrable constraint. */
  readonly immediate: boolean
  /** The predicate of a partial index as `pg_get_expr` prints it. */
  readonly predicate: string | null
  readonly valid: boolean
  readonly ready: boolean
  /** A row in pg_stat_progress_create_index: a build is under way right now. */
  readonly building: boolean
  /** The constraint that owns it, if any. */
  readonly constraint: string | null
  /** Used by a foreign key that references this table (pg_constraint.conindid). */
  readonly supportsForeignKey: boolean
  readonly replicaIdentity: boolean
  readonly clustered: boolean
  /** The index of the partitioned parent that this one is attached to. */
  readonly attachedTo: { readonly schema: string; readonly name: string } | null
  readonly options: readonly string[]
  /** relpages × block size. */
  readonly bytes: number
  readonly statistics: IndexStatistics | null
  /** COMMENT ON INDEX; left out when there is none. */
  readonly comment?: string
}

/** One key column, with everything that decides which searches and sorts it can answer. */
export interface IndexKey {
  /** Null for an expression key. */
  readonly column: string | null
  /** `pg_get_indexdef(index, n, false)` of an expression key, else null. */
  readonly expression: string | null
  readonly opclass: string
  readonly opfamily: string
  /** Whether the operator class's family is the one that `order by` and `=` of the column's type use by default. */
  readonly defaultFamily: boolean
  /** `siglen=32`: operator class parameters, else null. */
  readonly opclassOptions: string | null
  /** Null when the collation is that of the column (or the key has none). Otherwise its name, qualified unless in pg_catalog. */
  readonly collation: string | null
  readonly descending: boolean
  readonly nullsFirst: boolean
}

export interface IndexStatistics {
  readonly scans: number
  readonly tuplesRead: number
  readonly tuplesFetched: number
  /** PostgreSQL 16 and later, else null. */
  readonly lastScan: string | null
}

export type ConstraintType = 'primary key' | 'unique' | 'foreign key' | 'check' | 'exclusion' | 'not null' | 'trigger'
export type ReferentialAction = 'no action' | 'restrict' | 'cascade' | 'set null' | 'set default'

export interface Constraint {
  readonly name: string
  readonly type: ConstraintType
  readonly columns: readonly string[]
  /** `pg_get_constraintdef` of CHECK and EXCLUDE constraints, else null: the rest is in the other fields. */
  readonly definition: string | null
  readonly references: {
    readonly schema: string
    readonly relation: string
    readonly columns: readonly string[]
    readonly onDelete: ReferentialAction
    readonly onUpdate: ReferentialAction
    readonly match: 'simple' | 'full' | 'partial'
  } | null
  readonly validated: boolean
  /** False only for NOT ENFORCED constraints of PostgreSQL 18. */
  readonly enforced: boolean
  readonly deferrable: boolean
  readonly deferred: boolean
  readonly noInherit: boolean
  /** The index behind a primary key, unique or exclusion constraint. */
  readonly index: string | null
  /** Inherited from a partitioned parent. */
  readonly inherited: boolean
  /** COMMENT ON CONSTRAINT; left out when there is none. */
  readonly comment?: string
}

export interface Trigger {
  readonly name: string
  readonly timing: 'before' | 'after' | 'instead of'
  readonly level: 'row' | 'statement'
  readonly events: readonly ('insert' | 'update' | 'delete' | 'truncate')[]
  /** The columns of `UPDATE OF`, else empty. */
  readonly columns: readonly string[]
  /** The WHEN condition as PostgreSQL prints it, else null. */
  readonly when: string | null
  readonly enabled: 'origin' | 'always' | 'replica' | 'disabled'
  readonly function: { readonly schema: string; readonly name: string }
  readonly arguments: readonly string[]
  /** `pg_get_triggerdef`, to build it again elsewhere. */
  readonly definition: string
  /** COMMENT ON TRIGGER; left out when there is none. */
  readonly comment?: string
}

export interface DatabaseCounters {
  readonly statsReset: string | null
  readonly commits: number
  readonly rollbacks: number
  readonly blocksRead: number
  readonly blocksHit: number
  readonly deadlocks: number
  readonly temporaryBytes: number
  /** relpages × block size of everything in it, bytes: an estimate as of the last vacuum or analyze; null when unknown. */
  readonly size: number | null
  readonly connections: number
  readonly connectionLimit: number
}

export interface Replication {
  /** Connected standbys; null when this role may not see them. */
  readonly standbys: number | null
  readonly slots: number | null
  readonly archivedCount: number | null
  readonly archiveFailedCount: number | null
  readonly lastArchived: string | null
}

export interface Replica {
  /** As in Source. */
  readonly label: string
  /** A time since when its counters have certainly been running; null when that is not known. */
  readonly countedSince: string | null
  /** Standbys that are connected to it in turn; null when this role may not see them. */
  readonly standbys: number | null
}

export type Workload =
  | { readonly available: false; readonly reason: string }
  | {
      readonly available: true
      /** The schema that pg_stat_statements lives in. */
      readonly schema: string
      readonly extensionVersion: string
      /** Evicted entries since the reset; null before pg_stat_statements 1.9 (PostgreSQL 14). */
      readonly deallocations: number | null
      readonly statsReset: string | null
      readonly statements: readonly Statement[]
      /** Entries left out, by reason. */
      readonly leftOut: readonly {
        readonly reason: string
        readonly entries: number
        readonly calls: number
        readonly time: number
      }[]
      /** What ran while it was watched (`--sample`), in intervals, oldest first; left out when it was not. */
      readonly samples?: readonly Sample[]
    }

export interface Sample {
  /** How long the interval was. */
  readonly seconds: number
  /** Only what was called. */
  readonly statements: readonly SampledStatement[]
}

/** Calls and rows of an entry in an interval. */
export type SampledStatement = Pick<Statement, 'queryId' | 'role' | 'toplevel' | 'calls' | 'rows'>

/** A row of pg_stat_statements of this database. Times are ms, blocks are 8 kB. */
export interface Statement {
  readonly queryId: string
  readonly query: string
  readonly role: string | null
  /** Whether somebody sent it; false for what functions and the server's own foreign-key checks ran. */
  readonly toplevel: boolean
  readonly calls: number
  readonly rows: number
  readonly totalTime: number
  readonly meanTime: number
  readonly minTime: number
  readonly maxTime: number
  /** Standard deviation of the execution time. */
  readonly deviation: number
  /** Plans and planning time; 0 where track_planning is off. */
  readonly plans: number
  readonly planTime: number
  readonly sharedBlocksHit: number
  readonly sharedBlocksRead: number
  readonly tempBlocksWritten: number
  /** When its counters began, which is when it was first called, in µs since the epoch; left out before pg_stat_statements 1.11 (PostgreSQL 17). */
  readonly since?: number
}

export interface AppliedMigration {
  readonly hash: string
  /** Milliseconds since the epoch, as drizzle-orm writes it. */
  readonly createdAt: number
  /** The migration's folder, where drizzle-orm writes it (the layout of one folder per migration). */
  readonly name?: string
}

export type Answer =
  | { readonly columns: readonly string[]; readonly rows: readonly (readonly (string | null)[])[]; readonly truncated: boolean }
  | { readonly error: string }
