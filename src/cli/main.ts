import { CommanderError } from 'commander'
import { AuditError, messageOf } from '../errors.ts'
import { ExitCode } from '../exit-code.ts'
import { version } from '../version.ts'
import { errorLines } from './error-lines.ts'
import type { Io } from './io.ts'
import { letGo } from './let-go.ts'
import { programFor } from './program.ts'
import { redact } from './redact.ts'

/** Runs one command line (without `node` and the script) and gives its exit code. Never throws, never ends the process. */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = ExitCode.failed
  try {
    mustNotBeUrl(argv)
    const program = programFor(io, version, (done) => (code = done))
    await program.parseAsync(argv, { from: 'user' })
    return code
  } catch (error) {
    return failed(error, io)
  }
}

/** `pte-db-audit postgres://…`: commander would call it an unknown command. */
function mustNotBeUrl([first]: readonly string[]): void {
  if (first?.includes('://')) throw new AuditError('usage', 'A URL needs its command. Write: pte-db-audit check <url>')
}

function failed(error: unknown, { stderr, signal, env }: Io): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.clean : ExitCode.failed
  if (signal.aborted || (error instanceof AuditError && error.kind === 'interrupted')) {
    stderr.write('Interrupted.\n')
    return ExitCode.interrupted
  }
  if (error instanceof AuditError) stderr.write(`${withPrefix(error.message)}\n`)
  else stderr.write(`${bug(error, env)}\n`)
  return ExitCode.failed
}

/** One sentence behind `error:`; several mistakes as they are, `file:line:column` first, where editors look for it. */
const withPrefix = (message: string): string => {
  const lines = errorLines(message)
  return lines.length === 1 ? `error: ${lines[0]}` : lines.join('\n')
}

function bug(error: unknown, env: Io['env']): string {
  const stack = error instanceof Error && env['PTE_DB_AUDIT_DEBUG'] === '1' ? `\n${redact(error.stack ?? '')}` : ''
  const how = stack ? '' : ' Run it again with PTE_DB_AUDIT_DEBUG=1 to see where.'
  return `error: ${errorLines(messageOf(error)).join(' ')}. This is a bug in pte-db-audit.${how}${stack}`
}

/** The process around `main`: its streams, its signals, its exit code. */
export async function run(): Promise<void> {
  const interrupt = new AbortController()
  // A second signal ends the process at once: its default is restored.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupt.abort())
  // A reader that has seen enough (`| head`) is no error.
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') return
      if (stream === process.stdout)
        process.stderr.write(`error: The report cannot be written to stdout (${error.code}). Name a file with --output.\n`)
      process.exit(ExitCode.failed)
    })
  process.on('uncaughtException', (error) => {
    process.stderr.write(`${bug(error, process.env)}\n`)
    process.exit(ExitCode.failed)
  })
  const code = await main(process.argv.slice(2), {
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    env: process.env,
    cwd: process.cwd(),
    signal: interrupt.signal,
    now: () => new Date(),
    letGo,
    ...(process.stdin.isTTY && { ask: (question: string) => askOnTerminal(question, interrupt.signal) }),
  })
  process.exitCode = code
  // Output is flushed by leaving the loop, not by exit(); only what still holds the loop open (a socket that never answers) is cut off.
  setTimeout(() => process.exit(), 2000).unref()
}

async function askOnTerminal(question: string, signal: AbortSignal): Promise<string> {
  const { createInterface } = await import('node:readline/promises')
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  // Ctrl-C at the prompt is the terminal's own, not a signal to the process.
  terminal.once('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  try {
    return await terminal.question(question, { signal })
  } finally {
    terminal.close()
  }
}

const outputOf = (stream: NodeJS.WriteStream): Io['stdout'] => ({
  write: (text) => void stream.write(text),
  isTTY: stream.isTTY,
  columns: stream.isTTY ? stream.columns : undefined,
})
