/** What an audit can look at, and whether this role can. */
export interface Aspect {
  /** `statements`; stable, for readers of the JSON. */
  readonly id: string
  readonly title: string
  readonly sight: 'all' | 'part' | 'none'
  /** What is seen, or why not, as one sentence without its full stop. */
  readonly says: string
  /** What its lack costs beside the rules; null when nothing is lacking. */
  readonly costs: string | null
  /** Rules that are skipped for it, sorted. */
  readonly rules: readonly string[]
  /** Nothing that is audited by default lacks it. */
  readonly optional: boolean
  readonly remedy: readonly Remedy[]
}

/** SQL that somebody else runs as it stands, or what SQL cannot do. */
export type Remedy = { readonly kind: 'sql'; readonly sql: string } | { readonly kind: 'manual'; readonly text: string }

export const sql = (...statements: readonly string[]): Remedy[] =>
  statements.map((statement) => ({ kind: 'sql', sql: statement }))
export const manual = (text: string): Remedy[] => [{ kind: 'manual', text }]
