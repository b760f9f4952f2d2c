import type { Feed } from '../../src/workload/feeding.ts'
import { merged } from '../../src/workload/merge-statements.ts'
import type { Entry } from '../../src/workload/read-workload.ts'
import type { Shape } from '../../src/workload/shape.ts'
import type { Tie } from '../../src/workload/ties.ts'
import { statementOf } from '../checks/fixture-workload.ts'

const SHAPE: Shape = {
  kind: 'select',
  uses: [],
  edges: [],
  documents: [],
  order: [],
  limit: false,
  offset: false,
  distinct: false,
  groups: [],
  oneRow: false,
  returns: { whole: [], columns: [], computed: false },
  locking: null,
  writes: null,
  unresolved: [],
  tags: {},
}

const tie: Tie = {
  referencing: { relation: 'public.attempts', columns: ['question_id'] },
  referenced: { relation: 'public.questions', columns: ['id'] },
  by: 'foreign key',
}

/** An entry of which only the counters are of interest. */
export const entryOf = (counts: { readonly calls: number; readonly rows?: number }): Entry =>
  merged(SHAPE, [statementOf({ query: 'select 1', ...counts }, 0)])

type Said = Partial<Pick<Feed, 'filled' | 'distinct' | 'nested' | 'own' | 'sibling'>> & {
  readonly calls?: number
  readonly rows: number
  /** The rows are those of one owner. */
  readonly owner?: boolean
}

/** A list of 20 rows a call. */
export const feedOf = ({ rows, calls = rows / 20, owner = false, ...rest }: Said): Feed => ({
  list: entryOf({ calls, rows }),
  way: { tie, from: owner ? tie.referenced : tie.referencing },
  relation: 'public.attempts',
  filled: 1,
  distinct: null,
  nested: false,
  own: false,
  sibling: false,
  ...rest,
})
