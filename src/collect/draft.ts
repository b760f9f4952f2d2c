import { loadParser } from '../sql/parse.ts'
import type { Note, Relation, Snapshot, Unread } from '../snapshot.ts'
import { byName, bySchemaAndName, newCatalog } from './catalog.ts'
import type { Catalog, Reading } from './catalog.ts'
import type { CollectOptions } from './collect.ts'
import { columnStatistics } from './column-statistics.ts'
import { columns, defaults } from './columns.ts'
import type { Connection } from './connection.ts'
import { constraints } from './constraints.ts'
import { databaseCounters } from './database.ts'
import { extensions } from './extensions.ts'
import { hiddenFromRole } from './hidden.ts'
import { indexBuilds } from './index-builds.ts'
import { indexes } from './indexes.ts'
import { inheritance } from './inheritance.ts'
import { opclasses } from './opclasses.ts'
import type { Probe } from './probe.ts'
import { relations } from './relations.ts'
import { replication } from './replication.ts'
import { roles } from './roles.ts'
import { sequences } from './sequences.ts'
import { settings } from './settings.ts'
import { triggers, whenCondition } from './triggers.ts'
import { collations, domains, enums, types } from './types.ts'
import { watermark } from './watermark.ts'
import { workload, workloadMissing } from './workload.ts'

type Collected = Pick<
  Snapshot,
  | 'settings'
  | 'extensions'
  | 'enums'
  | 'domains'
  | 'functions'
  | 'sequences'
  | 'relations'
  | 'database'
  | 'replication'
  | 'workload'
  | 'watermark'
  | 'unread'
  | 'notes'
>

export interface Draft {
  /** In the order in which they build on each other: relations before columns, columns before indexes. */
  readonly readings: readonly Reading[]
  /** Call once, after all the rows have come. */
  readonly finish: () => Promise<Collected>
}

export function draftSnapshot(connection: Connection, probe: Probe, options: CollectOptions): Draft {
  const catalog = newCatalog(probe)
  const found = {
    extensions: extensions(catalog, options.standIns),
    enums: enums(catalog),
    domains: domains(catalog),
    triggers: triggers(catalog),
    sequences: sequences(catalog),
    settings: settings(),
    database: databaseCounters(),
    replication: replication(),
    watermark: watermark(probe),
    workload: workload(
      catalog,
      options.workload === false ? 'the workload was not asked for' : workloadMissing(probe, connection.embedded),
    ),
  }
  return {
    readings: [
      roles(catalog),
      relations(catalog),
      ...found.extensions.readings,
      types(catalog),
      collations(catalog),
      columns(catalog),
      defaults(catalog),
      opclasses(catalog),
      indexes(catalog),
      indexBuilds(catalog),
      inheritance(catalog),
      constraints(catalog),
      ...found.triggers.readings,
      found.sequences.reading,
      found.enums.reading,
      ...found.domains.readings,
      ...columnStatistics(catalog),
      found.settings.reading,
      found.database.reading,
      // An embedded database has nobody to replicate to.
      ...(connection.embedded ? [] : [found.replication.reading]),
      ...found.watermark.readings,
      ...found.workload.readings,
    ],
    finish: async () => {
      if (found.triggers.conditional.length > 0) await loadParser()
      for (const trigger of found.triggers.conditional) trigger.when = whenCondition(trigger.definition)
      const collected = {
        settings: found.settings.take(),
        extensions: found.extensions.take(),
        enums: found.enums.take(),
        domains: found.domains.take(),
        functions: found.triggers.takeFunctions(),
        sequences: found.sequences.take(),
        relations: finishedRelations(catalog),
        database: found.database.take(),
        replication: found.replication.take(),
        workload: await found.workload.take(),
        watermark: found.watermark.take(),
      }
      const hidden: { unread: Unread[]; notes: Note[] } = hiddenFromRole(probe, connection.embedded, collected)
      return { ...collected, ...hidden }
    },
  }
}

function finishedRelations(catalog: Catalog): Relation[] {
  const finished: Relation[] = []
  for (const { relation, columns: attributes } of catalog.relations.values()) {
    relation.columns = attributes.filter(() => true)
    relation.indexes = relation.indexes.toSorted(byName)
    relation.constraints = relation.constraints.toSorted(byName)
    relation.triggers = relation.triggers.toSorted(byName)
    finished.push(relation)
  }
  return finished.toSorted(bySchemaAndName)
}
