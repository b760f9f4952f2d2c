import { deduplicated, type Entries, LINE_POINTER, nullPatterns, tupleBytes, undeduplicated } from './index-entries.ts'

/** What decides how large a B-tree is. */
export interface IndexShape {
  /** Rows that are in it. */
  readonly tuples: number
  readonly attributes: readonly IndexAttribute[]
  /** How many of the attributes are keys; the rest is INCLUDE. */
  readonly keys: number
  /** Percent of a leaf page that a build fills. */
  readonly fillfactor: number
  /** Whether equal keys share one entry: not those of unique indexes when they are built, nor where equal is not identical (numeric). */
  readonly deduplicates: boolean
}

export interface IndexAttribute {
  /** Bytes of a value, its length word included. */
  readonly width: number
  /** 1, 2, 4 or 8. */
  readonly alignment: number
  readonly nullFraction: number
  /** Values apart from null. */
  readonly distinct: number
}

export interface IndexSize {
  readonly pages: number
  /** Levels above the leaves. */
  readonly height: number
}

const PAGE = 8192
/** A page's header and a B-tree's special space (bufpage.h, nbtree.h). */
const OVERHEAD = 24 + 16
/** BTREE_NONLEAF_FILLFACTOR */
const INNER_FILLFACTOR = 70

/**
 * Pages of a B-tree that was just built, as nbtsort.c fills them: tuples of the key's width, one entry for equal keys where they are
 * deduplicated (nbtdedup.c), leaves up to the fill factor, inner pages up to 70 percent, and the metapage. Columns are taken to know
 * nothing of each other, and the rows of a value to be as many as chance has it.
 */
export function btreeSize({ tuples, attributes, keys, fillfactor, deduplicates }: IndexShape): IndexSize {
  if (tuples < 1) return { pages: 1, height: 0 }
  // What is left free, and two line pointers: of the high key, and of the entry that does not fit any more.
  const room = PAGE - OVERHEAD - 2 * LINE_POINTER - Math.floor((PAGE * (100 - fillfactor)) / 100)
  const leaves = nullPatterns(tuples, attributes, keys).reduce((pages, { share, tuple, possible }) => {
    const entries = deduplicates ? deduplicated(tuples * share, possible, tuple) : undeduplicated(tuples * share, tuple)
    return pages + entries.count / perPage(entries, room)
  }, 0)
  const above = levelsAbove(Math.ceil(leaves), innerFanout(attributes.slice(0, keys)))
  return { pages: 1 + Math.ceil(leaves) + above.pages, height: above.height }
}

/** The height of a B-tree of which only the number of pages is known. */
export const btreeHeight = (pages: number, keys: readonly IndexAttribute[]): number =>
  levelsAbove(Math.max(1, pages - 1), innerFanout(keys)).height

/**
 * A page is full when an entry goes beyond the room; that entry becomes the next page's first one, and a copy without its list of rows
 * the high key. Entries of one size leave the same rest on each page, others half of one on average.
 */
function perPage({ count, bytes, single, longest, uniform }: Entries, room: number): number {
  const mean = bytes / count
  const same = Math.floor((room + longest - single) / longest)
  const mixed = (room + mean - single) / mean - 0.5
  return Math.max(1, uniform * same + (1 - uniform) * mixed)
}

function levelsAbove(leaves: number, fanout: number): { readonly pages: number; readonly height: number } {
  let pages = 0
  let height = 0
  for (let level = leaves; level > 1; height++) {
    level = Math.ceil(level / fanout)
    pages += level
  }
  return { pages, height }
}

const innerFanout = (keys: readonly IndexAttribute[]): number =>
  Math.max(2, Math.floor(((PAGE - OVERHEAD) * INNER_FILLFACTOR) / 100 / (tupleBytes(keys, false) + LINE_POINTER)))
