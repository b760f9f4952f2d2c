import { join, resolve } from 'node:path'
import { AuditError } from '../errors.ts'
import { renderDrizzle } from '../fix/render/drizzle.ts'
import { deltasOf } from '../fix/render/drizzle-deltas.ts'
import { editLines, schemaEdits } from '../fix/render/drizzle-lines.ts'
import { renderPlan } from '../fix/render/plan.ts'
import { renderSql } from '../fix/render/sql.ts'
import { drizzleTarget, type DrizzleTarget, writeMigration } from '../source/migrations/drizzle-target.ts'
import type { FixReportOptions } from './fix-report.ts'
import type { Io } from './io.ts'
import type { MadeFix } from './make-fix.ts'
import { shellWord } from '../shell-word.ts'

/** Where a Drizzle migration goes. */
export interface DrizzleFixTarget {
  readonly style: 'drizzle'
  /** The migration's, with its place in the folder: `0003_pte-db-audit-fix`. */
  readonly name: string
  /** As the user named it. */
  readonly folder: string
  readonly drizzle: DrizzleTarget
}

/** Reads the folder. Throws AuditError (usage). */
export async function drizzleFixTarget(name: string, folder: string | undefined, io: Io): Promise<DrizzleFixTarget> {
  if (folder === undefined)
    throw new AuditError('usage', '--style drizzle needs the folder that drizzle-kit generates into. Name it with --out.')
  const drizzle = await drizzleTarget(resolve(io.cwd, folder), name, io.now())
  return { style: 'drizzle', name: drizzle.tag, folder, drizzle }
}

/** Writes the migration with its plan and rollback, and gives what is left to the user. Throws AuditError (usage). */
export function writeDrizzle(
  { plan, changes, snapshot }: MadeFix,
  { folder, drizzle }: DrizzleFixTarget,
): Pick<Required<FixReportOptions>, 'files' | 'schema' | 'next'> {
  // A migration is run by machines: one that only asks is none.
  if (plan.steps.length === 0)
    return { files: [], schema: [], next: ['answer the questions above; --style sql writes them to a file'] }
  const edits = schemaEdits(changes, snapshot)
  const paths = writeMigration(drizzle, {
    sql: renderDrizzle(plan, edits),
    beside: [
      { ending: '.plan.json', content: renderPlan(plan) },
      { ending: '.down.sql', content: renderSql(plan).down },
    ],
    deltas: changes.flatMap(({ change }) => deltasOf(change, snapshot)),
  })
  const planFile = paths.find((path) => path.endsWith('.plan.json')) ?? ''
  return {
    files: paths.map((path) => join(folder, path)),
    schema:
      edits.length === 0
        ? []
        : [
            'Add these lines; their properties are called after the columns (t.userId for user_id).',
            ...editLines(edits),
            ...unknownTables(edits, drizzle),
          ],
    next: [
      ...(edits.length === 0 ? [] : ['npx drizzle-kit generate: with the lines above it finds nothing to do']),
      `pte-db-audit apply ${shellWord(join(folder, planFile))}: first, where people are at work`,
      'npx drizzle-kit migrate',
    ],
  }
}

/** Tables of the plan that Drizzle's own snapshot has not: a migration alone knows them, or nothing does. */
function unknownTables(
  edits: readonly { readonly table: string; readonly place: string }[],
  { tables }: DrizzleTarget,
): readonly string[] {
  const made = new Set(edits.filter(({ place }) => place === 'table').map(({ table }) => table))
  const unknown = [...new Set(edits.map(({ table }) => table))].filter((table) => !tables.has(table) && !made.has(table))
  return unknown.map(
    (table) => `The folder's snapshot has no table ${table}: put its lines in only where the schema declares it.`,
  )
}
