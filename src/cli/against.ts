import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { AuditError } from '../errors.ts'
import { evaluate, type Evaluation } from '../evaluate.ts'
import { outstanding } from '../pending.ts'
import type { Base, Note, Relation, Snapshot } from '../snapshot.ts'
import { gather } from './gather.ts'
import { openOptionsOf, openSource, type OpenOrigin } from './open-source.ts'
import type { Io } from './io.ts'
import type { Origin } from './origin.ts'
import type { Read, Run } from './read-source.ts'
import type { CheckOptions } from './check-options.ts'

/** What `--against` names: the snapshot in a file, or what a commit builds. */
export type Against =
  | { readonly kind: 'snapshot'; readonly label: string; readonly snapshot: Snapshot }
  | { readonly kind: 'commit'; readonly label: string; readonly origin: CommittedOrigin }

type CommittedOrigin = Extract<Origin, { readonly kind: 'migrations' | 'schema' }>

/** The base of a comparison, judged by the same rules. */
export interface JudgedBase {
  readonly label: string
  readonly evaluation: Evaluation
  readonly base: Base
  readonly notes: readonly Note[]
}

/** Reads the snapshot or finds the commit. Throws AuditError('usage') for what is neither, before anything else is done. */
export async function againstOf(against: string, origin: Origin, { cwd, signal }: Io): Promise<Against> {
  const path = resolve(cwd, against)
  if (existsSync(path)) {
    const { readSnapshot } = await import('../source/snapshot-file.ts')
    return { kind: 'snapshot', label: against, snapshot: await readSnapshot(path) }
  }
  const { isCommit } = await import('../source/git-tree.ts')
  if (!(await isCommit(against, { cwd, signal })))
    throw new AuditError(
      'usage',
      `--against ${against} is neither a file nor a commit of this repository. Name a saved snapshot, or fetch the branch first.`,
    )
  if (origin.kind === 'migrations' || origin.kind === 'schema') return { kind: 'commit', label: against, origin }
  throw new AuditError(
    'usage',
    `--against ${against} is a commit, and what it builds comes from --migrations or --schema. Name one of them, or a saved snapshot.`,
  )
}

/**
 * The run with the workload of the snapshot that it is compared with, where that is production's and no other is named: what a pull request
 * makes of the database, as production uses it.
 */
export function withBaseWorkload(run: Run<CheckOptions>, against: Against | null): Run<CheckOptions> {
  const { origin, options } = run
  if (against?.kind !== 'snapshot' || options.workload !== undefined) return run
  const { kind } = against.snapshot.source
  const isProduction = kind === 'server' || kind === 'demo'
  const hasNone = origin.kind === 'migrations' || origin.kind === 'schema'
  return isProduction && hasNone ? { ...run, options: { ...options, workload: against.label } } : run
}

/** Builds the base, with the same workload laid over it, and holds the same rules against it. */
export async function judgedBase(against: Against, run: Run<CheckOptions>, read: Read): Promise<JudgedBase> {
  const { rules, settings } = read
  const { proofs } = read.snapshot
  const { label } = against
  const judged = (snapshot: Snapshot, relations: readonly Relation[]): JudgedBase => ({
    label,
    // What a planner has refused for this run is no finding of the base either.
    evaluation: evaluate(proofs ? { ...snapshot, proofs } : snapshot, rules, settings.evaluate),
    base: { label, relations },
    notes: [],
  })
  if (against.kind === 'snapshot') return judged(against.snapshot, await builtBefore(against.snapshot, run, read))
  const { origin } = against
  const { io, progress } = run
  const path = origin.kind === 'migrations' ? origin.folder : origin.file
  progress.slow(`reading ${label}…`)
  const { gitTree } = await import('../source/git-tree.ts')
  const tree = await gitTree(label, [path], { cwd: io.cwd, signal: io.signal, whole: origin.kind === 'schema' })
  try {
    const place = tree.at(path)
    if (place === null)
      return {
        label,
        evaluation: { results: [], findings: [] },
        base: { label, relations: [] },
        notes: [note(`${label} has no ${path}, so that everything is introduced.`)],
      }
    const committed = origin.kind === 'migrations' ? { ...origin, folder: place } : { ...origin, file: place }
    const snapshot = await replayed(committed, run, read)
    return judged(snapshot, snapshot.relations)
  } finally {
    tree.remove()
  }
}

/**
 * What those migrations of the folder build that production has run: an index that somebody made there by hand is not removed by a change that
 * never made it. Without a record of what has run, what production has stands for it.
 */
async function builtBefore(production: Snapshot, run: Run<CheckOptions>, read: Read): Promise<readonly Relation[]> {
  const { origin, io } = run
  if (origin.kind !== 'migrations' || production.watermark === null) return production.relations
  const { readMigrationFolder } = await import('../source/migrations/read-folder.ts')
  const { files } = await readMigrationFolder(resolve(io.cwd, origin.folder))
  const { pending, passedOver } = outstanding(files, production.watermark)
  const without = [...pending, ...passedOver]
  if (without.length === 0) return read.snapshot.relations
  if (without.length === files.length) return []
  return (await replayed({ ...origin, without }, run, read)).relations
}

/** Another schema, under the workload of this run. */
async function replayed(origin: OpenOrigin, { io, progress, options }: Run<CheckOptions>, read: Read): Promise<Snapshot> {
  const { rules, settings, measure } = read
  const opened = await openSource(origin, openOptionsOf(options), io, progress)
  const replay = { ...settings, checkData: false, sample: null, prove: false, rules: () => Promise.resolve(rules), measure }
  return gather(opened, replay, io, progress)
}

const note = (message: string): Note => ({ severity: 'info', message, file: null, line: null })
