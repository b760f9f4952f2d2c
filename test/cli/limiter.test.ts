import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { limiter } from '../../src/cli/limiter.ts'

test('never more than so many at once, in the order in which they came', async () => {
  const limited = limiter(2)
  const begun: number[] = []
  let [running, most] = [0, 0]
  const work = async (number: number): Promise<number> => {
    begun.push(number)
    most = Math.max(most, ++running)
    await setImmediate()
    running--
    return number
  }
  expect(await Promise.all([1, 2, 3, 4, 5].map((number) => limited(() => work(number))))).toEqual([1, 2, 3, 4, 5])
  expect(most).toBe(2)
  expect(begun).toEqual([1, 2, 3, 4, 5])
})

test('work that fails gives its place on', async () => {
  const limited = limiter(1)
  const failing = limited(() => Promise.reject(new Error('broken')))
  const after = limited(() => Promise.resolve('done'))
  await expect(failing).rejects.toThrow('broken')
  expect(await after).toBe('done')
})
