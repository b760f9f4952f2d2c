import type { Severity } from '../finding.ts'

/** Where rules and configuration come from. Each option is the one of that name of the command line. */
export interface RuleOptions {
  /** The folder that paths are relative to, and in which `pte-db-audit.yaml` is looked for: that of the process by default. */
  readonly cwd?: string | undefined
  /** Config file; `pte-db-audit.yaml` in `cwd` by default, where there is one. */
  readonly config?: string | undefined
  /** Rule files or folders beside the built-in ones. */
  readonly rules?: readonly string[] | undefined
  /** Ids of the only rules to run. */
  readonly only?: readonly string[] | undefined
  /** Ids of rules to leave out. */
  readonly skip?: readonly string[] | undefined
  /** Severities by rule, instead of their own. */
  readonly severity?: Readonly<Record<string, Severity>> | undefined
}

export interface CollectOptions extends RuleOptions {
  /** Names or globs of the schemas to audit; all of the user's by default. */
  readonly schemas?: readonly string[] | undefined
  /** Also count rows that break a promise, which reads the tables. */
  readonly checkData?: boolean | undefined
  /** URLs of standbys of the server, whose reads count, too. */
  readonly replicas?: readonly string[] | undefined
  /** Watch the statements of the server for so many intervals (4 to 1000) of so many whole seconds: what runs once per row is confirmed by it. */
  readonly sample?: { readonly intervals: number; readonly seconds: number } | undefined
  /** Ask a planner about proposed indexes: by hypopg on the server, else in an embedded copy. */
  readonly prove?: boolean | undefined
  /** File of a snapshot of production, whose workload and statistics are laid over a schema without. */
  readonly workload?: string | undefined
  /** Extensions that the embedded database does not have and that something is to stand in for. */
  readonly allowMissingExtension?: readonly string[] | undefined
  /** ms, for each statement on the server; 30000 by default. */
  readonly statementTimeout?: number | undefined
  /** ms, for each lock on the server; 2000 by default. */
  readonly lockTimeout?: number | undefined
  /** Cancels what the server is running, closes the connection, and rejects with an AuditError of kind `interrupted`. */
  readonly signal?: Signal | undefined
}

export interface AuditOptions extends CollectOptions {
  /** The least severity that `audit` gives: that of the configuration, else `error`. `never` is for exit codes, and is `error` here. */
  readonly failOn?: Severity | undefined
  /** File of accepted findings; that of the configuration by default, or `pte-db-audit.baseline.yaml`. `false` accepts nothing. */
  readonly baseline?: string | false | undefined
  /** A commit, whose migrations or schema are built as well, or the file of a snapshot: only what it does not have is given. */
  readonly against?: string | undefined
  /** Reject as soon as anything could not be measured. */
  readonly requireAll?: boolean | undefined
}

export interface EvaluateOptions {
  /** As for RuleOptions. */
  readonly cwd?: string | undefined
  /** As for RuleOptions; of the configuration the names and schemas count. */
  readonly config?: string | undefined
  /** Names or globs of the schemas to judge. */
  readonly schemas?: readonly string[] | undefined
}

/** An AbortSignal, by the parts of it that are used: its name is declared by the DOM or by Node, and a project may have the types of neither. */
export interface Signal {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}
