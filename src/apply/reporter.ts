/** What a run tells while it works. Lines are for people; a terminal may show progress in place. */
export interface Reporter {
  /** A step begins: `at` of `total`, from 1. */
  readonly step: (at: number, total: number, title: string) => void
  /** How it ended: `done`, `there already`, `undone`, … */
  readonly ended: (outcome: string) => void
  /** `done` of `total` of the unit (rows, blocks); total is null where nobody knows. */
  readonly progress: (what: string, done: number, total: number | null, unit: string) => void
  readonly note: (text: string) => void
}
