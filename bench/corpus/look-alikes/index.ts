import type { Kind } from '../draft.ts'
import { batches } from './batches.ts'
import { bySlug } from './by-slug.ts'
import { cachedLookup } from './cached-lookup.ts'
import { checkBeforeWrite } from './check-before-write.ts'
import { constants } from './constants.ts'
import { detailPages } from './detail-pages.ts'
import { everyRequest } from './every-request.ts'
import { foreignKeyChecks } from './foreign-key-checks.ts'
import { healthCheck } from './health-check.ts'
import { insertThenSelect } from './insert-then-select.ts'
import { join } from './join.ts'
import { oneRowList } from './one-row-list.ts'
import { ownList } from './own-list.ts'
import { parentPage } from './parent-page.ts'
import { polledCount } from './polled-count.ts'
import { polledStatus } from './polled-status.ts'
import { queuePoll } from './queue-poll.ts'
import { relational } from './relational.ts'
import { totalOfPage } from './total-of-page.ts'
import { unrelatedList } from './unrelated-list.ts'
import { writeLoop } from './write-loop.ts'

/** What looks like N+1 and is not. A new one is a file, or a line, and nothing else. */
export const lookAlikes: readonly Kind[] = [
  ...everyRequest,
  ...batches,
  queuePoll,
  healthCheck,
  foreignKeyChecks,
  unrelatedList,
  ownList,
  detailPages,
  constants,
  join,
  relational,
  bySlug,
  polledCount,
  polledStatus,
  cachedLookup,
  parentPage,
  totalOfPage,
  oneRowList,
  insertThenSelect,
  checkBeforeWrite,
  writeLoop,
]
