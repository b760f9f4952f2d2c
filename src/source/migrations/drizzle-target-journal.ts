import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { array, literal, looseObject, number, optional, record, safeParse, string, unknown } from 'valibot'
import { AuditError } from '../../errors.ts'
import { tablesAfter } from '../../fix/render/drizzle-tables.ts'
import { type DrizzleTarget, mustBeNew, type NewMigration, readJson, type TargetFile, timeStamp } from './drizzle-target.ts'

const VERSION = '7'

const journalSchema = looseObject({
  version: string(),
  entries: array(looseObject({ idx: number(), tag: string(), when: number() })),
})

const section = record(string(), record(string(), unknown()))
const snapshotSchema = looseObject({
  id: string(),
  version: literal(VERSION),
  dialect: literal('postgresql'),
  tables: record(
    string(),
    looseObject({
      columns: section,
      indexes: section,
      foreignKeys: section,
      compositePrimaryKeys: section,
      uniqueConstraints: section,
      checkConstraints: optional(section),
    }),
  ),
})

/** The layout of drizzle-kit 0.x: `0003_name.sql`, `meta/0003_snapshot.json` with the whole schema, and the journal. */
export function journalTarget(folder: string, name: string, now: Date): DrizzleTarget {
  const path = 'meta/_journal.json'
  const journal = safeParse(journalSchema, readJson(folder, path))
  if (!journal.success) throw broken(folder, path)
  const { entries } = journal.output
  const last = entries.at(-1)
  const before = newestSnapshot(folder)
  if (!last || before === null)
    throw new AuditError('usage', `${folder} holds no migration with its snapshot yet; run \`drizzle-kit generate\` first.`)
  const parsed = safeParse(snapshotSchema, readJson(folder, before))
  if (!parsed.success) throw outdated(folder, before)
  const previous = parsed.output
  mustBeNew(
    folder,
    entries.map(({ tag }) => tag),
    name,
  )
  const idx = last.idx + 1
  // drizzle-orm runs what is newer than the newest that it has run.
  const when = Math.max(now.getTime(), ...entries.map((entry) => entry.when + 1))
  const prefix = prefixAfter(last.tag, last.idx, new Date(when))
  const tag = `${prefix}_${name}`
  return {
    folder,
    tag,
    tables: new Set(Object.keys(previous.tables)),
    files: ({ sql, beside, deltas }: NewMigration, id: string): readonly TargetFile[] => {
      const { id: _id, prevId: _prevId, tables, ...rest } = previous
      const snapshot = { id, prevId: previous.id, ...rest, tables: tablesAfter(tables, deltas) }
      const added = { idx, version: VERSION, when, tag, breakpoints: true }
      return [
        ...beside.map(({ ending, content }) => ({ path: `${tag}${ending}`, content })),
        { path: `${tag}.sql`, content: sql },
        { path: `meta/${prefix}_snapshot.json`, content: JSON.stringify(snapshot, null, 2) },
        { path, content: JSON.stringify({ ...journal.output, entries: [...entries, added] }, null, 2) },
      ]
    },
  }
}

/** As drizzle-kit finds it: the last by name. */
function newestSnapshot(folder: string): string | null {
  const names = readdirSync(join(folder, 'meta')).filter((name) => name.endsWith('_snapshot.json') && !name.startsWith('_'))
  const newest = names.toSorted().at(-1)
  return newest === undefined ? null : `meta/${newest}`
}

/** `migrations.prefix` of drizzle.config.ts, told from the migration before: its index, a time, or seconds since the epoch. */
function prefixAfter(tag: string, idx: number, now: Date): string {
  const [prefix = ''] = tag.split('_', 1)
  if (prefix !== `${idx}`.padStart(4, '0') && [...prefix].every((digit) => digit >= '0' && digit <= '9')) {
    if (prefix.length === 14) return timeStamp(now)
    if (prefix.length === 10) return `${Math.floor(now.getTime() / 1000)}`
  }
  return `${idx + 1}`.padStart(4, '0')
}

const broken = (folder: string, path: string): AuditError =>
  new AuditError('usage', `${join(folder, path)} is not what drizzle-kit writes; restore it from version control.`)

const outdated = (folder: string, path: string): AuditError =>
  new AuditError('usage', `${join(folder, path)} is no PostgreSQL snapshot of version ${VERSION}; run \`drizzle-kit up\` first.`)
