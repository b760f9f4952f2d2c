import type { Comparison } from './condition-reach.ts'

/** A range of numbers; infinite ends are open. */
interface Interval {
  readonly from: number
  readonly fromOpen: boolean
  readonly to: number
  readonly toOpen: boolean
}

/** Disjoint intervals, ascending. */
export type IntervalSet = readonly Interval[]

export const EVERYTHING: IntervalSet = [{ from: -Infinity, fromOpen: true, to: Infinity, toOpen: true }]
export const NOTHING: IntervalSet = []

const between = (from: number, fromOpen: boolean, to: number, toOpen: boolean): Interval => ({ from, fromOpen, to, toOpen })

/** The numbers x with `x operator value`. Between integers `x > 9` and `x >= 9.5` are `x >= 10`. */
export function intervalsOf(operator: Comparison, value: number, integers: boolean): IntervalSet {
  switch (operator) {
    case '=':
      return tidy([between(value, false, value, false)], integers)
    case '<>':
      return tidy([between(-Infinity, true, value, true), between(value, true, Infinity, true)], integers)
    case '<':
    case '<=':
      return tidy([between(-Infinity, true, value, operator === '<')], integers)
    default:
      return tidy([between(value, operator === '>', Infinity, true)], integers)
  }
}

/** Closes the ends on integers, drops what is empty. */
function tidy(set: IntervalSet, integers: boolean): IntervalSet {
  const closed = integers ? set.map(onIntegers) : set
  return closed.filter(({ from, fromOpen, to, toOpen }) => from < to || (from === to && !fromOpen && !toOpen))
}

function onIntegers({ from, fromOpen, to, toOpen }: Interval): Interval {
  const low = from === -Infinity ? from : fromOpen ? Math.floor(from) + 1 : Math.ceil(from)
  const high = to === Infinity ? to : toOpen ? Math.ceil(to) - 1 : Math.floor(to)
  return between(low, low === -Infinity, high, high === Infinity)
}

export function intersect(a: IntervalSet, b: IntervalSet): IntervalSet {
  return tidy(
    a.flatMap((one) =>
      b.map((other) => {
        const low = one.from > other.from || (one.from === other.from && one.fromOpen) ? one : other
        const high = one.to < other.to || (one.to === other.to && one.toOpen) ? one : other
        return between(low.from, low.fromOpen, high.to, high.toOpen)
      }),
    ),
    false,
  )
}

/** Overlapping and touching intervals become one, so that sets stay as small as their conditions. */
export function union(a: IntervalSet, b: IntervalSet): IntervalSet {
  const merged: Interval[] = []
  for (const next of [...a, ...b].toSorted(
    (one, other) => one.from - other.from || Number(one.fromOpen) - Number(other.fromOpen),
  )) {
    const last = merged.at(-1)
    if (!last || next.from > last.to || (next.from === last.to && next.fromOpen && last.toOpen)) merged.push(next)
    else if (next.to > last.to || (next.to === last.to && !next.toOpen)) {
      merged[merged.length - 1] = between(last.from, last.fromOpen, next.to, next.toOpen)
    }
  }
  return merged
}

export const isEverything = (set: IntervalSet): boolean => set.some(({ from, to }) => from === -Infinity && to === Infinity)

export const isWithin = (set: IntervalSet, min: number, max: number): boolean =>
  set.every(({ from, to }) => from >= min && to <= max)

/** Exactly one run from min to max, both included. */
export function isExactly(set: IntervalSet, min: number, max: number): boolean {
  const [only] = set
  return (
    set.length === 1 &&
    only !== undefined &&
    only.from === min &&
    only.to === max &&
    (min === -Infinity || !only.fromOpen) &&
    (max === Infinity || !only.toOpen)
  )
}

/** For people: `10..90`, `above 9.5`, `up to 100`, `0..5 or 10..90`, `no value`. */
export function intervalsText(set: IntervalSet): string {
  if (set.length === 0) return 'no value'
  return set.map(intervalText).join(' or ')
}

function intervalText({ from, fromOpen, to, toOpen }: Interval): string {
  if (from === -Infinity && to === Infinity) return 'any value'
  if (from === -Infinity) return `${toOpen ? 'below' : 'up to'} ${to}`
  if (to === Infinity) return `${fromOpen ? 'above' : 'from'} ${from}`
  if (from === to) return String(from)
  const open = [fromOpen ? `above ${from}` : '', toOpen ? `below ${to}` : ''].filter((text) => text !== '')
  return open.length === 0 ? `${from}..${to}` : `${from}..${to} (${open.join(', ')})`
}
