import { shownStatement } from '../../src/fix/shown-statement.ts'
import type { PlannedFixture } from './fixture-run.ts'
import type { Linted } from './lint.ts'

/** What a script sets before its first statement, which linters ask for. */
const SETTINGS = `SET statement_timeout = 0;
SET lock_timeout = '2s';
SET idle_in_transaction_session_timeout = '60s';
SET application_name = 'fix';
`

/** The scripts, and every statement inside their guards, for itself: each is a transaction of its own, and linters do not look into calls. */
export function lintedOf({ plan, scripts, snapshot }: PlannedFixture): readonly Linted[] {
  const partitioned = new Set(
    snapshot.relations
      .filter(({ kind, partitionOf }) => kind === 'partitioned table' || partitionOf !== null)
      .map(({ schema, name }) => JSON.stringify([schema, name])),
  )
  const statements = plan.steps.flatMap((step) =>
    (step.kind === 'definition' ? (['up', 'down'] as const) : []).flatMap((part) =>
      (step.kind === 'definition' ? step[part] : []).flatMap(({ sql, lock }): readonly Linted[] => {
        const shown = shownStatement({ sql, lock })
        if (shown === null) return []
        const table = lock?.table ?? null
        return [
          {
            part,
            sql: `${SETTINGS}${shown};\n`,
            step: step.id,
            partitioned: table !== null && partitioned.has(JSON.stringify([table.schema, table.name])),
          },
        ]
      }),
    ),
  )
  return [...Object.values(scripts).map((sql): Linted => ({ part: 'script', sql })), ...statements]
}
