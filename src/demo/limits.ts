import type { Note } from '../snapshot.ts'

/** What the demo's limits are: it has thousands of rows where an application has millions, and no more than a few calls of anything. */
export const demoLimits = { 'slow-statements': { meanMs: 100, minCalls: 2 } } as const

export const demoNote: Note = {
  severity: 'info',
  message: `The demo is small, so its statements are slow from ${demoLimits['slow-statements'].meanMs} ms and ${demoLimits['slow-statements'].minCalls} calls on (slow-statements).`,
  file: null,
  line: null,
}
