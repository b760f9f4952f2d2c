import { describe, expect, test } from 'vitest'
import { applyReporter } from '../../src/cli/apply-report.ts'
import type { Io } from '../../src/cli/io.ts'

/** An io whose clock is set by the test, and what was written to its stderr. */
function terminal(isTTY: boolean): { readonly io: Io; readonly at: (ms: number) => void; readonly written: () => string } {
  let text = ''
  let now = 0
  const output = { write: (part: string) => void (text += part), isTTY, columns: isTTY ? 100 : undefined }
  const io: Io = {
    stdout: output,
    stderr: output,
    env: {},
    cwd: '/',
    signal: new AbortController().signal,
    now: () => new Date(now),
  }
  return { io, at: (ms) => (now = ms), written: () => text }
}

describe('on a terminal', () => {
  test('a bar with rate and time left in place of the last one, and a line when the step has ended', () => {
    const { io, at, written } = terminal(true)
    const report = applyReporter(io, false)
    report.step(2, 3, 'fill score')
    report.progress('fill score', 1000, 4000, 'rows')
    at(2000)
    report.progress('fill score', 2000, 4000, 'rows')
    at(6000)
    report.ended('done')
    expect(written().split('\r\u001b[2K')).toEqual([
      '',
      '[2/3] fill score …',
      '██████░░░░░░░░░░░░░░░░░░ 25 %  fill score',
      '████████████░░░░░░░░░░░░ 50 %  fill score, 500 rows/s, 4.0 s left',
      '[2/3] fill score: done (6.0 s)\n',
    ])
  })

  test('what nobody can count to its end has no bar', () => {
    const { io, at, written } = terminal(true)
    const report = applyReporter(io, false)
    report.progress('fill score', 0, null, 'rows')
    at(1000)
    report.progress('fill score', 5000, null, 'rows')
    expect(written()).toContain('fill score: 5,000 rows, 5,000 rows/s')
  })
})

describe('elsewhere', () => {
  test('plain lines, of progress one in ten seconds', () => {
    const { io, at, written } = terminal(false)
    const report = applyReporter(io, false)
    report.step(1, 1, 'fill score')
    for (let second = 1; second <= 12; second++) {
      at(second * 1000)
      report.progress('fill score', second * 100, 1200, 'rows')
    }
    report.note('somebody holds the lock')
    report.ended('done')
    expect(written()).not.toContain('\u001b')
    expect(written().split('\n')).toEqual([
      '      ████████████████████░░░░ 83 %  fill score, 100 rows/s, 2.0 s left',
      '      somebody holds the lock',
      '[1/1] fill score: done (12 s)',
      '',
    ])
  })

  test('nothing at all with --quiet', () => {
    const { io, written } = terminal(false)
    const report = applyReporter(io, true)
    report.step(1, 1, 'fill score')
    report.note('somebody holds the lock')
    report.ended('done')
    report.clear()
    expect(written()).toBe('')
  })
})
