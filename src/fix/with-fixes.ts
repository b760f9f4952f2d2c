import type { Finding, FindingFix } from '../finding.ts'
import { parseStatements } from '../sql/parse.ts'
import { buildPlan } from './build-plan.ts'
import type { FixRequest } from './plan-work.ts'
import { shownStatements } from './shown-statements.ts'
import type { Plan, Statement } from './step.ts'

/**
 * The findings, each with its way out: the statements of the plan for all of them that help to close it, or the question it leaves to
 * people. Guards are left out, so these are for reading; `fix` writes what can be run. Pure; needs `loadParser()` to have resolved.
 */
export function withFixes(request: Omit<FixRequest, 'fix' | 'only'>, tool: string): readonly Finding[] {
  const fix = { include: [], sync: 'trigger' } as const
  const plan = buildPlan({ ...request, fix, only: [], name: 'check', tool })
  const by = new Map(plan.alsoClosed.map((also) => [also.fingerprint, also.by]))
  const fixes = fixesOf(plan)
  return request.findings.map((finding) => {
    const found = fixes.get(finding.fingerprint) ?? fixes.get(by.get(finding.fingerprint) ?? '')
    return found ? { ...finding, fix: found } : finding
  })
}

function fixesOf({ steps, questions }: Plan): ReadonlyMap<string, FindingFix> {
  const fixes = new Map<string, FindingFix>(
    questions.map(({ fingerprint, question, examples }) => [fingerprint, { kind: 'manual', question, examples }]),
  )
  for (const step of steps) {
    const statements = shownStatements(step, 'up').map(strict)
    for (const fingerprint of step.closes) {
      const known = fixes.get(fingerprint)
      const earlier = known?.kind === 'statements' ? known.statements : []
      fixes.set(fingerprint, { kind: 'statements', statements: [...earlier, ...statements] })
    }
  }
  return fixes
}

/** Without the guard that clears an invalid index away, IF NOT EXISTS would report success over one: by itself the statement had better fail. */
function strict(statement: Statement): Statement {
  const [first] = parseStatements(statement.sql).stmts ?? []
  const lenient = first?.stmt && 'IndexStmt' in first.stmt && first.stmt.IndexStmt.if_not_exists
  // Only key words stand before these, so that the first occurrence is the clause.
  return lenient ? { ...statement, sql: statement.sql.replace(' IF NOT EXISTS ', ' ') } : statement
}
