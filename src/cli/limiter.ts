/** Runs work as it is given, but never more than `most` at once; the rest waits for its turn, first come first served. */
export function limiter(most: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let running = 0
  const waiting: (() => void)[] = []
  return async (work) => {
    if (running < most) running++
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      // Whoever waits takes this place over.
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
