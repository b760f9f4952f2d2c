import type { Random } from './random.ts'
import type { Session } from './session.ts'
import type { Domain } from './table.ts'

/** Relations are named `orders`, or `billing.events` outside of public. */
export interface Lookup {
  readonly relation: string
  /** The columns that tie it to the list. */
  readonly columns: readonly string[]
}

/** An N+1 family: a lookup that runs for the rows of its lists. */
export interface Expected {
  readonly kind: string
  /** Any of these is the list that a report has to name. */
  readonly lists: readonly string[]
  readonly lookup: Lookup
  /** Columns that the lookup compares as well, the same for every row: a report may name them beside the tying ones. */
  readonly also: readonly string[]
  /** What really happened, filled in while the scenario runs. */
  readonly counted: Counted
}

export interface Counted {
  /** How often a list was asked for, and how many rows came. */
  lists: number
  rows: number
  lookups: number
}

/** A look-alike; a report of a lookup on this relation by these columns is wrong. */
export interface Innocent {
  readonly kind: string
  /** Null for a statement of no relation, such as a health check. */
  readonly relation: string | null
  readonly columns: readonly string[]
}

export interface Labels {
  readonly expected: readonly Expected[]
  readonly innocent: readonly Innocent[]
  /** Families that came out too small to be one: to report such a lookup is neither right nor wrong. Filled after the run. */
  readonly unjudged: readonly Expected[]
}

/** What happens when one kind of request comes in, or when a job runs. */
export interface Handler {
  readonly name: string
  /** How often it comes in, over the whole scenario. */
  readonly requests: number
  /** A page that a user who is signed in opens: what every request reads is read before it. */
  readonly page: boolean
  run(session: Session, random: Random): Promise<void>
}

/** Read before each page: the session, the user. */
export type BeforePage = (session: Session, random: Random) => Promise<void>

export interface Scenario {
  readonly id: string
  /** The kind it is there for; it may hold others. */
  readonly kind: string
  readonly seed: number
  readonly domain: Domain
  /** `drizzle`, `prisma`, …: of most statements. */
  readonly dialect: string
  /** pg_stat_statements.track = all. */
  readonly tracksAll: boolean
  readonly handlers: readonly Handler[]
  readonly beforePage: readonly BeforePage[]
  readonly labels: Labels
}
