import * as v from 'valibot'
import type {
  ColumnStatistics,
  Constraint,
  Index,
  IndexStatistics,
  Note,
  Relation,
  Section,
  Snapshot,
  Statement,
  TableStatistics,
  Trigger,
} from '../snapshot.ts'

/** A picklist of every member of a union: the compiler says when one is left out. */
const oneOf = <Member extends string>(members: Readonly<Record<Member, true>>) => v.picklist(Object.keys(members) as Member[])

const text = v.string()
const maybeText = v.nullable(text)
const flag = v.boolean()
const number = v.pipe(v.number(), v.finite())
const maybeNumber = v.nullable(number)
const texts = v.array(text)
const qualified = v.object({ schema: text, name: text })

const section = oneOf<Section>({
  relations: true,
  columns: true,
  indexes: true,
  constraints: true,
  triggers: true,
  functions: true,
  sequences: true,
  types: true,
  extensions: true,
  settings: true,
  'table-statistics': true,
  'index-statistics': true,
  'column-statistics': true,
  'database-statistics': true,
  replication: true,
  workload: true,
  watermark: true,
})

const tableStatistics: v.GenericSchema<TableStatistics> = v.object({
  sequentialScans: number,
  sequentialTuplesRead: number,
  indexScans: number,
  indexTuplesFetched: number,
  inserts: number,
  updates: number,
  hotUpdates: number,
  deletes: number,
  liveTuples: number,
  deadTuples: number,
  modifiedSinceAnalyze: number,
  lastVacuum: maybeText,
  lastAnalyze: maybeText,
  heapBlocksRead: number,
  heapBlocksHit: number,
  indexBlocksRead: number,
  indexBlocksHit: number,
})

const columnStatistics: v.GenericSchema<ColumnStatistics> = v.object({
  nullFraction: number,
  distinct: number,
  averageWidth: number,
  correlation: maybeNumber,
  mostCommon: v.nullable(v.array(v.object({ value: text, frequency: number }))),
})

const column = v.object({
  name: text,
  type: text,
  baseType: text,
  category: text,
  domain: v.nullable(qualified),
  notNull: flag,
  default: maybeText,
  generated: v.nullable(v.picklist(['stored', 'virtual'])),
  identity: v.nullable(v.picklist(['always', 'by default'])),
  collation: maybeText,
  statistics: v.nullable(columnStatistics),
})

const indexKey = v.object({
  column: maybeText,
  expression: maybeText,
  opclass: text,
  opfamily: text,
  defaultFamily: flag,
  opclassOptions: maybeText,
  collation: maybeText,
  descending: flag,
  nullsFirst: flag,
})

const indexStatistics: v.GenericSchema<IndexStatistics> = v.object({
  scans: number,
  tuplesRead: number,
  tuplesFetched: number,
  lastScan: maybeText,
})

const index: v.GenericSchema<Index> = v.object({
  name: text,
  method: text,
  keys: v.array(indexKey),
  include: texts,
  unique: flag,
  nullsNotDistinct: flag,
  primary: flag,
  exclusion: flag,
  immediate: flag,
  predicate: maybeText,
  valid: flag,
  ready: flag,
  building: flag,
  constraint: maybeText,
  supportsForeignKey: flag,
  replicaIdentity: flag,
  clustered: flag,
  attachedTo: v.nullable(qualified),
  options: texts,
  bytes: number,
  statistics: v.nullable(indexStatistics),
  comment: v.exactOptional(text),
})

const action = v.picklist(['no action', 'restrict', 'cascade', 'set null', 'set default'])

const constraint: v.GenericSchema<Constraint> = v.object({
  name: text,
  type: v.picklist(['primary key', 'unique', 'foreign key', 'check', 'exclusion', 'not null', 'trigger']),
  columns: texts,
  definition: maybeText,
  references: v.nullable(
    v.object({
      schema: text,
      relation: text,
      columns: texts,
      onDelete: action,
      onUpdate: action,
      match: v.picklist(['simple', 'full', 'partial']),
    }),
  ),
  validated: flag,
  enforced: flag,
  deferrable: flag,
  deferred: flag,
  noInherit: flag,
  index: maybeText,
  inherited: flag,
  comment: v.exactOptional(text),
})

const trigger: v.GenericSchema<Trigger> = v.object({
  name: text,
  timing: v.picklist(['before', 'after', 'instead of']),
  level: v.picklist(['row', 'statement']),
  events: v.array(v.picklist(['insert', 'update', 'delete', 'truncate'])),
  columns: texts,
  when: maybeText,
  enabled: v.picklist(['origin', 'always', 'replica', 'disabled']),
  function: qualified,
  arguments: texts,
  definition: text,
  comment: v.exactOptional(text),
})

const relation: v.GenericSchema<Relation> = v.object({
  schema: text,
  name: text,
  kind: v.picklist(['table', 'partitioned table', 'view', 'materialized view', 'foreign table']),
  unlogged: flag,
  extension: maybeText,
  partitionOf: v.nullable(qualified),
  partitionKey: maybeText,
  partitionBound: maybeText,
  inherits: v.array(qualified),
  replicaIdentity: v.picklist(['default', 'nothing', 'full', 'index']),
  options: texts,
  viewDefinition: maybeText,
  bytes: number,
  tuples: maybeNumber,
  owner: text,
  selectable: flag,
  statistics: v.nullable(tableStatistics),
  columns: v.array(column),
  indexes: v.array(index),
  constraints: v.array(constraint),
  triggers: v.array(trigger),
})

const note: v.GenericSchema<Note> = v.object({
  severity: v.picklist(['info', 'warn']),
  message: text,
  file: maybeText,
  line: maybeNumber,
})

const statement: v.GenericSchema<Statement> = v.object({
  queryId: text,
  query: text,
  role: maybeText,
  toplevel: flag,
  calls: number,
  rows: number,
  totalTime: number,
  meanTime: number,
  minTime: number,
  maxTime: number,
  deviation: number,
  plans: number,
  planTime: number,
  sharedBlocksHit: number,
  sharedBlocksRead: number,
  tempBlocksWritten: number,
  since: v.exactOptional(number),
})

const sample = v.object({
  seconds: number,
  statements: v.array(v.object({ queryId: text, role: maybeText, toplevel: flag, calls: number, rows: number })),
})

const workload = v.variant('available', [
  v.object({ available: v.literal(false), reason: text }),
  v.object({
    available: v.literal(true),
    schema: text,
    extensionVersion: text,
    deallocations: maybeNumber,
    statsReset: maybeText,
    statements: v.array(statement),
    leftOut: v.array(v.object({ reason: text, entries: number, calls: number, time: number })),
    samples: v.exactOptional(v.array(sample)),
  }),
])

const planNode = v.object({
  depth: number,
  nodeType: text,
  relation: maybeText,
  index: maybeText,
  indexCondition: maybeText,
  sortKeys: texts,
  rows: number,
})

const prover = v.picklist(['hypopg', 'embedded'])
const proof = v.variant('outcome', [
  v.object({
    outcome: v.literal('planned'),
    by: prover,
    on: text,
    before: v.array(planNode),
    after: v.array(planNode),
    used: flag,
    cost: v.nullable(v.object({ before: number, after: number })),
    remarks: texts,
  }),
  v.object({ outcome: v.literal('not planned'), by: prover, on: maybeText, reason: text }),
])

/** What says which objects there are, of the snapshot itself and of the sources that were beside it. */
const objects = {
  source: v.object({ kind: v.picklist(['server', 'demo', 'migrations', 'schema']), label: text }),
  unread: v.array(v.object({ section, reason: text })),
  extensions: v.array(v.object({ name: text, schema: text, version: text, standIn: flag })),
  enums: v.array(v.object({ schema: text, name: text, labels: texts })),
  functions: v.array(
    v.object({ schema: text, name: text, language: text, body: text, definition: maybeText, extension: maybeText }),
  ),
  sequences: v.array(
    v.object({
      schema: text,
      name: text,
      type: text,
      start: text,
      min: text,
      max: text,
      increment: text,
      cycle: flag,
      lastValue: maybeText,
      ownedBy: v.nullable(v.object({ schema: text, relation: text, column: text })),
    }),
  ),
  relations: v.array(relation),
}

const declared = v.object({
  schema: v.exactOptional(v.object(objects)),
  migrations: v.exactOptional(
    v.object({
      ...objects,
      outstanding: texts,
      passedOver: texts,
      recorded: flag,
      applied: v.union([v.picklist(['all', 'none']), v.object(objects)]),
    }),
  ),
  neverArrives: v.array(
    v.object({
      table: text,
      kind: v.picklist(['bare sql', 'unfinished', 'not exported']),
      written: text,
      instead: text,
      file: text,
      line: number,
    }),
  ),
})

/** The whole format. Members that it does not name are let pass: a later release may add some without a new version. */
export const snapshotSchema: v.GenericSchema<Snapshot> = v.object({
  format: v.literal('pte-db-audit snapshot'),
  version: v.literal(1),
  tool: text,
  collectedAt: text,
  ...objects,
  measuredOn: v.exactOptional(text),
  server: v.object({
    version: text,
    versionNumber: number,
    encoding: text,
    database: text,
    role: text,
    superuser: flag,
    readsAllStatistics: flag,
    embedded: flag,
    inRecovery: flag,
    managed: maybeText,
    roundTrip: v.exactOptional(number),
  }),
  notes: v.array(note),
  settings: v.record(text, v.object({ value: text, unit: maybeText, source: text })),
  domains: v.array(
    v.object({
      schema: text,
      name: text,
      type: text,
      notNull: flag,
      default: maybeText,
      checks: v.array(v.object({ name: text, definition: text, validated: flag })),
    }),
  ),
  database: v.nullable(
    v.object({
      statsReset: maybeText,
      commits: number,
      rollbacks: number,
      blocksRead: number,
      blocksHit: number,
      deadlocks: number,
      temporaryBytes: number,
      size: maybeNumber,
      connections: number,
      connectionLimit: number,
    }),
  ),
  replication: v.nullable(
    v.object({
      standbys: maybeNumber,
      slots: maybeNumber,
      archivedCount: maybeNumber,
      archiveFailedCount: maybeNumber,
      lastArchived: maybeText,
    }),
  ),
  replicas: v.exactOptional(v.array(v.object({ label: text, countedSince: maybeText, standbys: maybeNumber }))),
  workload,
  watermark: v.nullable(v.array(v.object({ hash: text, createdAt: number, name: v.exactOptional(text) }))),
  answers: v.record(
    text,
    v.union([v.object({ error: text }), v.object({ columns: texts, rows: v.array(v.array(maybeText)), truncated: flag })]),
  ),
  proofs: v.exactOptional(v.record(text, v.array(v.object({ statement: text, proof })))),
  declared: v.exactOptional(declared),
})
