import type { Random } from './random.ts'

/** Lets several sessions take turns, one statement each, in an order that is drawn: as mixed up as if they ran at once, and the same in every run. */
export interface Turns {
  /** Resolves when it is the session's turn, which lasts until it asks again or ends. */
  take(session: number): Promise<void>
  end(): void
}

export function turnsOf(sessions: number, random: Random): Turns {
  const waiting = new Map<number, () => void>()
  let running = sessions
  const next = (): void => {
    if (running === 0 || waiting.size < running) return
    const session = random.pick([...waiting.keys()].toSorted((a, b) => a - b))
    const begin = waiting.get(session)
    waiting.delete(session)
    begin?.()
  }
  return {
    take: (session) =>
      new Promise((resolve) => {
        waiting.set(session, resolve)
        next()
      }),
    end: () => {
      running--
      next()
    },
  }
}
