import { setImmediate } from 'node:timers/promises'
import { AuditError } from '../errors.ts'
import { judge } from '../many/judge.ts'
import { isAboutStatements, levelOf } from '../many/rule-level.ts'
import { slicer } from '../many/slice.ts'
import type { Rule } from '../rule.ts'
import type { Note, Snapshot } from '../snapshot.ts'
import { version } from '../version.ts'
import type { TargetRun } from './target-run.ts'

/** What a schema's rules wanted to know, asked while the server is at hand. */
export type AnswersOf = (tenant: Snapshot, schema: string, rules: readonly Rule[]) => Promise<Snapshot['answers']>

export interface Tenants {
  /** Judges the schemas of a batch, each as if it were the whole. `snapshot` is of all of them. */
  readonly judge: (snapshot: Snapshot, batch: readonly string[], answersOf: AnswersOf) => Promise<void>
  /** Call once, after all batches: judges what is about the database, and its statements. */
  readonly finish: () => void
}

/**
 * The schemas of one database. A rule is held against each of them or once against the database (see levelOf). Statements are held against the
 * first schema of the first batch, in the place of all: PostgreSQL counts `select … from orders` for each schema that it was run in, and
 * the texts, which are the same, are added up.
 */
export function tenantsOf(database: string, schemas: readonly string[], run: TargetRun): Tenants {
  const { rules, settings, accepting, io, onFound, onJudged } = run
  const perSchema = rules.filter((rule) => levelOf(rule) === 'schema')
  const once = rules.filter((rule) => levelOf(rule) === 'database')
  const names = new Set(schemas)
  onFound((perSchema.length > 0 ? schemas.length : 0) + (once.length > 0 ? 1 : 0))
  let standIn: { readonly schema: string; readonly snapshot: Snapshot } | null = null
  const options = (schema: string, judged: readonly Rule[]) => ({
    version: version(),
    rules,
    judged,
    evaluate: { ...settings.evaluate, schemas: [schema] },
    ...accepting,
  })
  return {
    judge: async (snapshot, batch, answersOf) => {
      const slice = slicer(snapshot, names)
      for (const schema of batch) {
        const tenant = slice(schema)
        standIn ??= { schema, snapshot: { ...tenant, source: snapshot.source } }
        if (perSchema.length === 0) return
        // Judging keeps this thread busy: between two schemas others get their turn, and an interrupt is seen.
        await setImmediate()
        if (io.signal.aborted) throw new AuditError('interrupted', 'Interrupted.')
        const answered = { ...tenant, answers: await answersOf(tenant, schema, perSchema) }
        onJudged({ name: `${database}/${schema}`, kind: 'schema', schema }, judge(answered, options(schema, perSchema)))
      }
    },
    finish: () => {
      if (!standIn || once.length === 0) return
      const { schema, snapshot } = standIn
      const said = once.some(isAboutStatements) ? [standInNote(database, schema)] : []
      const judged = judge({ ...snapshot, notes: [...snapshot.notes, ...said] }, options(schema, once))
      // Where its schemas are judged, a database of which nothing else is known is no failure.
      const unmeasured = perSchema.length > 0 ? null : judged.unmeasured
      onJudged({ name: database, kind: 'database', schema }, { ...judged, unmeasured })
    },
  }
}

const standInNote = (database: string, schema: string): Note => ({
  severity: 'info',
  message: `Statements are counted for all schemas of ${database} together: they are held against ${schema}, the largest, in the place of all.`,
  file: null,
  line: null,
})
