import type { DriftObject } from './drift-object.ts'

/** How the objects of two sources go together. */
export interface Matched {
  readonly same: readonly (readonly [DriftObject, DriftObject])[]
  readonly differing: readonly (readonly [DriftObject, DriftObject])[]
  readonly onlyLeft: readonly DriftObject[]
  readonly onlyRight: readonly DriftObject[]
}

export type Words = 'definition' | 'drizzle'

/**
 * Pairs objects of one kind: those of the same definition first, of which one of the same name is preferred, then those of the same
 * name, then those that take the same place. So an index under another name is the same index, and one that was rebuilt otherwise
 * under its name differs. Each object is in one pair at most.
 */
export function match(left: readonly DriftObject[], right: readonly DriftObject[], words: Words): Matched {
  const kept = (objects: readonly DriftObject[]): readonly DriftObject[] => objects.filter((object) => object[words] !== null)
  const [lefts, rights] = [new Set(kept(left)), new Set(kept(right))]
  const pair = (keyOf: (object: DriftObject) => string | null): [DriftObject, DriftObject][] => {
    const waiting = new Map<string, DriftObject[]>()
    for (const object of rights) {
      const key = keyOf(object)
      if (key !== null) waiting.set(key, [...(waiting.get(key) ?? []), object])
    }
    return [...lefts].flatMap((object) => {
      const key = keyOf(object)
      const found = key === null ? undefined : waiting.get(key)?.shift()
      if (!found) return []
      lefts.delete(object)
      rights.delete(found)
      return [[object, found]]
    })
  }
  const same = [
    ...pair((object) => JSON.stringify([named(object), object[words]])),
    ...pair((object) => (belongs(object) ? object[words] : null)),
  ]
  const differing = [...pair(named), ...pair(({ place }) => place)]
  return { same, differing, onlyLeft: [...lefts], onlyRight: [...rights] }
}

/** An index and a constraint may have been taken for each other. */
const named = ({ schema, relation, name }: DriftObject): string => JSON.stringify([schema, relation, name])

/** What is none of these is known by its name alone: another type with the same labels is another type. */
const belongs = ({ kind }: DriftObject): boolean => kind === 'index' || kind === 'constraint' || kind === 'trigger'

/** What stands for `object` among others: the same under any name, else one of its name or in its place that differs. */
export function counterpart(
  object: DriftObject,
  others: readonly DriftObject[],
  words: Words,
): { readonly other: DriftObject; readonly same: boolean } | null {
  const { same, differing } = match([object], others, words)
  const [pair] = [...same, ...differing]
  return pair ? { other: pair[1], same: same.length > 0 } : null
}
