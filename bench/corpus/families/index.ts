import type { Kind } from '../draft.ts'
import { fanOut } from '../ties.ts'
import { branches } from './branches.ts'
import { nested } from './nested.ts'
import { pair } from './pair.ts'
import { selfReference } from './self-reference.ts'
import { firstOf, some } from './served.ts'
import { severalLists } from './several-lists.ts'
import { severalLookups } from './several-lookups.ts'
import { siblings } from './siblings.ts'
import { toMany } from './to-many.ts'
import { toOne } from './to-one.ts'

/** The kinds of N+1 families. A new one is a file, or a line, and nothing else. */
export const families: readonly Kind[] = [
  toOne('many-to-one'),
  toOne('many-to-one, short pages', { sizes: [2, 6] }),
  toOne('many-to-one, one long list', { sizes: [800, 2000] }),
  toOne('many-to-one, distinct values', { remembers: true, ties: (tie) => fanOut(tie) < 30, sizes: [20, 150] }),
  toOne('many-to-one, some rows', { served: ({ random }) => some(random.between(55, 85) / 100) }),
  toOne('many-to-one, list read in part', { served: ({ random }) => firstOf(random.between(55, 90) / 100) }),
  toOne('many-to-one, null for some', { ties: ({ nullable }) => nullable }),
  toOne('many-to-one, lists often empty', { empty: 0.6, sizes: [5, 200] }),
  toOne('many-to-one, also by pages', { pages: [0.1, 0.4] }),
  toOne('many-to-one, key of two columns', { ties: ({ columns }) => columns.length > 1 }),
  toOne('many-to-one, names only', { ties: ({ declared }) => !declared }),
  toMany('one-to-many', 'rows'),
  toMany('one-to-many, key of two columns', 'rows', ({ columns }) => columns.length > 1),
  toMany('one-to-many, names only', 'rows', ({ declared }) => !declared),
  toMany('count per row', 'count'),
  toMany('greatest per row', 'max'),
  severalLookups,
  severalLists,
  nested,
  selfReference,
  branches,
  pair,
  siblings('rows that refer to the same', 'rows'),
  siblings('count of what refers to the same', 'count'),
]
