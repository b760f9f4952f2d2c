import type { Reporter } from '../apply/reporter.ts'
import { grouped } from '../report/counts.ts'
import { printable } from '../report/printable.ts'
import type { Io } from './io.ts'

export interface TerminalReporter extends Reporter {
  /** Removes the progress line; must come before anything else is written. */
  readonly clear: () => void
}

const BAR = 24
/** ms between two plain lines of progress where there is no terminal. */
const PLAIN_INTERVAL = 10_000

/** What apply is doing, on stderr: a bar with rate and time left on a terminal, plain lines elsewhere. */
export function applyReporter({ stderr, now }: Io, quiet: boolean): TerminalReporter {
  let begun = 0
  let said = 0
  let shown = false
  let lead = ''
  let first: { readonly what: string; readonly done: number; readonly at: number } | null = null
  const clear = (): void => {
    if (shown) stderr.write('\r\u001b[2K')
    shown = false
  }
  const line = (text: string): void => {
    if (quiet) return
    clear()
    stderr.write(`${text}\n`)
  }
  const place = (text: string): void => {
    shown = true
    stderr.write(`\r\u001b[2K${text.slice(0, Math.max(20, (stderr.columns ?? 80) - 1))}`)
  }
  return {
    clear,
    step: (at, total, title) => {
      begun = now().getTime()
      said = begun
      first = null
      lead = `[${at}/${total}] ${printable(title)}`
      if (stderr.isTTY && !quiet) place(`${lead} …`)
    },
    ended: (outcome) => line(`${lead}: ${printable(outcome)} (${seconds(now().getTime() - begun)})`),
    note: (text) => line(`      ${printable(text)}`),
    progress: (what, done, total, unit) => {
      if (quiet) return
      const at = now().getTime()
      if (first?.what !== what) first = { what, done, at }
      const rate = at > first.at ? ((done - first.done) * 1000) / (at - first.at) : null
      const text = progressText(printable(what), done, total, unit, rate)
      if (stderr.isTTY) {
        place(text)
        return
      }
      if (at - said < PLAIN_INTERVAL) return
      said = at
      line(`      ${text}`)
    },
  }
}

function progressText(what: string, done: number, total: number | null, unit: string, rate: number | null): string {
  const speed = rate === null ? '' : `, ${grouped(Math.round(rate))} ${unit}/s`
  if (total === null || total <= 0) return `${what}: ${grouped(done)} ${unit}${speed}`
  const part = Math.min(1, done / total)
  const filled = Math.round(part * BAR)
  const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)}`
  const left = rate === null || rate <= 0 ? '' : `, ${seconds(((total - done) / rate) * 1000)} left`
  return `${bar} ${Math.floor(part * 100)} %  ${what}${speed}${left}`
}

const seconds = (ms: number): string => {
  if (ms < 60_000) return `${(Math.max(0, ms) / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`
  const minutes = Math.floor(ms / 60_000)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
