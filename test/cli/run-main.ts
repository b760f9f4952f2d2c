import { main } from '../../src/cli/main.ts'
import type { ExitCode } from '../../src/exit-code.ts'

export interface Ran {
  readonly code: ExitCode
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly isTTY?: boolean
  readonly columns?: number
  readonly signal?: AbortSignal
  readonly now?: () => Date
}

const fixed = (): Date => new Date('2025-01-25T12:00:00Z')

/** Runs a command line in this process, as `pte-db-audit` would in its own. */
export async function runMain(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { cwd = '/', env = {}, isTTY = false, columns, signal = new AbortController().signal, now = fixed } = options
  const written = { stdout: '', stderr: '' }
  const output = (name: 'stdout' | 'stderr') => ({ write: (text: string) => void (written[name] += text), isTTY, columns })
  const code = await main(argv, { stdout: output('stdout'), stderr: output('stderr'), env, cwd, signal, now })
  return { code, ...written }
}
