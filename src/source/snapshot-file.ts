import { readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs'
import { AuditError, messageOf } from '../errors.ts'
import type { Snapshot } from '../snapshot.ts'
import { replaceFiles } from './replace-files.ts'

const FORMAT: Snapshot['format'] = 'pte-db-audit snapshot'
const VERSION: Snapshot['version'] = 1

/** Reads and validates a saved snapshot. Throws AuditError (source) that says what is wrong with the file and where. */
export async function readSnapshot(path: string): Promise<Snapshot> {
  const content = readContent(path)
  let value: unknown
  try {
    value = JSON.parse(content)
  } catch (thrown) {
    throw broken(path, `is not whole JSON (${messageOf(thrown).slice(0, 120)})`, thrown)
  }
  return validSnapshot(value, path)
}

/** The same value, known to be a snapshot; `name` is what it is called in the AuditError (source) that says why it is none. */
export async function validSnapshot(value: unknown, name: string): Promise<Snapshot> {
  const head = (typeof value === 'object' && value !== null ? value : {}) as { format?: unknown; version?: unknown }
  if (head.format !== FORMAT) throw broken(name, 'is no snapshot of pte-db-audit')
  if (typeof head.version === 'number' && head.version > VERSION) {
    throw new AuditError(
      'source',
      `${name} is a snapshot of version ${head.version}, and this pte-db-audit reads version ${VERSION}: update pte-db-audit`,
    )
  }
  const [{ safeParse, getDotPath }, { snapshotSchema }] = await Promise.all([import('valibot'), import('./snapshot-schema.ts')])
  const result = safeParse(snapshotSchema, value, { abortEarly: true })
  // The value as it was read: the schema only looks, so that a file saved again keeps its bytes.
  if (result.success) return value as Snapshot
  const issue = result.issues[0]
  throw broken(name, `has the wrong shape at ${getDotPath(issue) ?? 'its top'}: ${issue.message}`)
}

const broken = (path: string, what: string, cause?: unknown): AuditError =>
  new AuditError('source', `${path} ${what}: save it again with --save-snapshot`, { cause })

function readContent(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (thrown) {
    const code = (thrown as NodeJS.ErrnoException).code
    if (code === 'ENOENT')
      throw new AuditError('source', `there is no file ${path}: check the path given to --snapshot`, { cause: thrown })
    if (code === 'EISDIR') throw new AuditError('source', `${path} is a directory: give the snapshot's file`, { cause: thrown })
    throw new AuditError('source', `${path} cannot be read: ${messageOf(thrown)}`, { cause: thrown })
  }
}

/**
 * The same snapshot gives the same bytes: members in the order of the format, maps by key. It replaces the file in one step,
 * so that an interrupted run leaves the old one whole.
 */
export function writeSnapshot(path: string, snapshot: Snapshot): void {
  const content = serializeSnapshot(snapshot)
  try {
    const existing = statSync(path, { throwIfNoEntry: false })
    // A pipe or a device is written to; a file that took its place would destroy it.
    if (existing && !existing.isFile()) writeFileSync(path, content)
    else replaceFiles([{ path: existing ? realpathSync(path) : path, content }])
  } catch (thrown) {
    const why = (thrown as NodeJS.ErrnoException).code ?? messageOf(thrown)
    throw new AuditError(
      'source',
      `the snapshot cannot be written to ${path} (${why}): name another file with --save-snapshot, or make room`,
      { cause: thrown },
    )
  }
}

/** Every member in the order of the format; the compiler says when one is left out. */
const MEMBERS: Readonly<Record<Exclude<keyof Snapshot, 'base'>, 'value' | 'lines' | 'map' | 'workload'>> = {
  format: 'value',
  version: 'value',
  tool: 'value',
  collectedAt: 'value',
  source: 'value',
  measuredOn: 'value',
  server: 'value',
  unread: 'lines',
  notes: 'lines',
  settings: 'map',
  extensions: 'lines',
  enums: 'lines',
  domains: 'lines',
  functions: 'lines',
  sequences: 'lines',
  relations: 'lines',
  database: 'value',
  replication: 'value',
  replicas: 'value',
  workload: 'workload',
  watermark: 'value',
  answers: 'map',
  proofs: 'map',
  declared: 'value',
}

/** JSON with a relation, a statement, a setting on each line, so that a diff names what changed. */
export function serializeSnapshot(snapshot: Snapshot): string {
  const members = Object.entries(MEMBERS).flatMap(([key, form]) => {
    const value: unknown = snapshot[key as keyof Snapshot]
    return value === undefined
      ? []
      : `${JSON.stringify(key)}: ${form === 'value' ? JSON.stringify(value) : serialize[form](value as never)}`
  })
  return `{\n${members.join(',\n')}\n}\n`
}

const serialize = { lines, map, workload: serializeWorkload }

function lines(elements: readonly unknown[]): string {
  return elements.length === 0 ? '[]' : `[\n${elements.map((element) => JSON.stringify(element)).join(',\n')}\n]`
}

function map(values: Readonly<Record<string, unknown>>): string {
  const keys = Object.keys(values).toSorted()
  return keys.length === 0
    ? '{}'
    : `{\n${keys.map((key) => `${JSON.stringify(key)}: ${JSON.stringify(values[key])}`).join(',\n')}\n}`
}

function serializeWorkload(workload: Snapshot['workload']): string {
  if (!workload.available) return JSON.stringify(workload)
  const { statements, ...rest } = workload
  return `${JSON.stringify(rest).slice(0, -1)},"statements":${lines(statements)}}`
}
