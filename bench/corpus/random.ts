/** Chance that repeats: the same seed gives the same numbers in every run. */
export interface Random {
  /** From 0 up to, but not including, 1. */
  next(): number
  /** A whole number of both bounds and what is between. */
  between(from: number, to: number): number
  /** The same on a logarithmic scale: 5 to 50 is as likely as 50 to 500. */
  scale(from: number, to: number): number
  chance(share: number): boolean
  pick<T>(list: readonly T[]): T
  shuffled<T>(list: readonly T[]): T[]
  /** Numbers of its own for a part, so that what one part draws does not change another. */
  fork(name: string): Random
}

export function random(seed: string): Random {
  let state = hash(seed)
  // Mulberry32: 32 bits of state are plenty for a few thousand draws.
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const between = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1))
  return {
    next,
    between,
    scale: (from, to) => Math.round(from * (to / from) ** next()),
    chance: (share) => next() < share,
    pick: (list) => {
      if (list.length === 0) throw new Error('there is nothing to pick from')
      return list[between(0, list.length - 1)]!
    },
    shuffled: (list) =>
      list
        .map((item) => ({ item, at: next() }))
        .toSorted((a, b) => a.at - b.at)
        .map(({ item }) => item),
    fork: (name) => random(`${seed}/${name}`),
  }
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  return value
}
