/** All that a command needs of the process, so that tests run commands in their own process. */
export interface Io {
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal
  readonly now: () => Date
  /** Called when what was read is no longer needed, and what is made of it is about to stand beside it. */
  readonly letGo?: () => void
  /** Puts a question to whoever sits at the terminal and gives the line they answer; absent where nobody does. */
  readonly ask?: (question: string) => Promise<string>
}

export interface Output {
  readonly write: (text: string) => void
  readonly isTTY: boolean
  /** Columns of the terminal; undefined where there is none. */
  readonly columns: number | undefined
}

/** Columns to lay out for: the terminal's, or what COLUMNS says, or 80. */
export const columnsOf = ({ stdout, env }: Io): number => stdout.columns ?? (Number(env['COLUMNS']) || 80)

/** Colour only on a terminal, and never against --no-color or NO_COLOR; FORCE_COLOR stands in for a terminal. */
export function wantsColor({ stdout, env }: Io, option: boolean): boolean {
  if (!option || env['NO_COLOR']) return false
  const forced = env['FORCE_COLOR']
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  return stdout.isTTY && env['TERM'] !== 'dumb'
}
