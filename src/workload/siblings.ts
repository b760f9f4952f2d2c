import { type Feed, feedFrom, type Feeding, gives, isGiven, type Lists, type StatisticsOf } from './feeding.ts'
import type { Ties } from './ties.ts'

/** Lists beyond which nothing is said: where most tables have a tenant, some list has as many rows as any lookup has calls. */
const MOST = 50

/**
 * Lists whose rows refer to what the looked up rows refer to as well: members of a team, and the attempts of each member's user. Pages ask for
 * rows of one owner all the time, and owners are in most lists. Two columns of one table are two roles, and who has the one is not asked for
 * what he has in the other.
 */
export function siblingsBy(lists: Lists, ties: Ties, statisticsOf: StatisticsOf): Feeding {
  const known = new Map<string, readonly Feed[]>()
  return ({ from, tie }) => {
    if (from !== tie.referenced) return []
    const key = JSON.stringify(from)
    let feeds = known.get(key)
    if (!feeds) {
      feeds = (ties.get(from.relation) ?? [])
        .filter(({ referenced }) => JSON.stringify(referenced) === key)
        .flatMap((alike) =>
          (lists.get(alike.referencing.relation) ?? [])
            .filter((list) => gives(list, alike.referencing) && !isGiven(list, alike.referencing))
            .map((list) => ({ ...feedFrom(list, { tie: alike, from: alike.referencing }, statisticsOf), sibling: true })),
        )
      known.set(key, (feeds = feeds.length > MOST ? [] : feeds))
    }
    return feeds.filter(({ way }) => way.tie === tie || way.from.relation !== tie.referencing.relation)
  }
}
