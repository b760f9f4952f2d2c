import { checks } from '../checks/index.ts'
import type { Rule } from '../rule.ts'
import type { Target } from './target.ts'

const needsOf = new Map(checks.map(({ id, needs }) => [id, needs]))

/**
 * Whether a rule is held against each schema of a database of tenants, or once against the database. Settings are the server's. Statements are
 * counted for the database as a whole, and one that names no schema is of whichever tenant its session had in its search path: nothing says
 * which. A query of the user's own is asked with each schema first in the search path.
 */
export function levelOf({ check }: Pick<Rule, 'check'>): Target['kind'] {
  const needs = needsOf.get(check) ?? []
  if (check === 'sql') return 'schema'
  if (isAboutStatements({ check })) return 'database'
  return needs.includes('relations') || needs.includes('columns') ? 'schema' : 'database'
}

export const isAboutStatements = ({ check }: Pick<Rule, 'check'>): boolean => needsOf.get(check)?.includes('workload') ?? false
