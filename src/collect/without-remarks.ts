import { withoutComments } from '../sql/without-comments.ts'
import { tagsOf } from '../workload/tags.ts'

/** As PostgreSQL 18 writes a list of constants: a mark behind the first. */
const SQUASHED = '/*, ... */'

/**
 * A normalized statement without its comments, in which applications write what they like: addresses, tokens. The tags of sqlcommenter stay,
 * which say where a statement comes from, and so does PostgreSQL's own mark. Needs `loadParser()` to have resolved.
 */
export const withoutRemarks = (query: string): string =>
  withoutComments(query, (comment) => comment === SQUASHED || Object.keys(tagsOf(comment)).length > 0)
