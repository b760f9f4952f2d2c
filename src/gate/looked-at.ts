import type { Result } from '../finding.ts'
import { objectText } from './baseline.ts'

/** What a run was about: nothing is said of findings that it could not have made. */
export interface LookedAt {
  /** Ids of all rules that are not switched off. */
  readonly known: ReadonlySet<string>
  /** Of these, the ones that ran: `--only` and `--skip` leave others out. */
  readonly ran: ReadonlySet<string>
  /** Whether `--schemas` was given, and whether it left a schema out. */
  readonly narrowed: boolean
  readonly isLeftOut: (schema: string) => boolean
  /** What was skipped, by rule. */
  readonly skipped: ReadonlyMap<string, readonly Result[]>
}

/**
 * Whether the findings of a rule on these objects (`schema.relation`) would have been made if they were there. What was skipped may hide any
 * finding of its rule on its object, and a skip of a whole database any of its rule. A rule that is no longer there finds nothing ever again.
 */
export function wouldBeFound(rule: string, means: (object: string) => boolean, { known, ran, skipped }: LookedAt): boolean {
  if (!known.has(rule)) return true
  return ran.has(rule) && !(skipped.get(rule) ?? []).some(({ object }) => object.kind === 'database' || means(objectText(object)))
}
