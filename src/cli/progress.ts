import type { Io } from './io.ts'
import { printable } from '../report/printable.ts'

/** What a run is busy with, on stderr. */
export interface Progress {
  /** Replaced by the next one on a terminal; not shown elsewhere. */
  readonly step: (text: string) => void
  /** For what takes seconds: a line of its own where there is no terminal. */
  readonly slow: (text: string) => void
  /** Removes the line from the terminal; must come before anything else is written there. */
  readonly clear: () => void
}

const silent = (): void => undefined

export function progressOn({ stderr }: Io, quiet: boolean): Progress {
  if (quiet) return { step: silent, slow: silent, clear: silent }
  if (!stderr.isTTY) return { step: silent, slow: (text) => stderr.write(`${printable(text)}\n`), clear: silent }
  let shown = false
  const show = (text: string): void => {
    shown = true
    // A line that wraps could not be taken back.
    stderr.write(`\r\u001b[2K${printable(text).slice(0, Math.max(20, (stderr.columns ?? 80) - 1))}`)
  }
  const clear = (): void => {
    if (shown) stderr.write('\r\u001b[2K')
    shown = false
  }
  return { step: show, slow: show, clear }
}
