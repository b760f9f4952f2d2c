import type { IndexParams } from '../../../src/checks/index-access.ts'
import { checks } from '../../../src/checks/index.ts'
import { evaluate, type EvaluateOptions } from '../../../src/evaluate.ts'
import type { FixOptions } from '../../../src/fix/change.ts'
import { planFixes } from '../../../src/fix/plan-changes.ts'
import type { PlannedChanges } from '../../../src/fix/planned.ts'
import type { Rule } from '../../../src/rule.ts'
import { loadRules } from '../../../src/rules/load.ts'
import type { RuleCheck } from '../../../src/rules/parse-rule.ts'
import type { Embedded } from '../../../src/scratch/embedded.ts'
import type { Snapshot } from '../../../src/snapshot.ts'
import { loadParser } from '../../../src/sql/parse.ts'
import { collected, runSql } from '../../checks/audit.ts'
import { ownRule } from '../../checks/own-rule.ts'

export const plain: EvaluateOptions = { names: { tables: {}, columns: {} }, schemas: [] }

export interface Given {
  readonly only?: readonly string[]
  readonly fix?: Partial<FixOptions>
  readonly options?: EvaluateOptions
}

/** The plan for everything that these rules find. */
export function planFor(
  snapshot: Snapshot,
  rules: readonly Rule[],
  { only = [], fix = {}, options = plain }: Given = {},
): PlannedChanges {
  const { findings } = evaluate(snapshot, rules, options)
  return planFixes({ snapshot, rules, options, findings, fix: { include: [], sync: 'trigger', ...fix }, only })
}

/** The rules that ship. */
export async function shippedRules(): Promise<readonly Rule[]> {
  await loadParser()
  const { rules } = await loadRules({ cwd: '/', config: undefined, paths: [], checks: checks as readonly RuleCheck[] })
  return rules
}

/** A line for each change: `index public.t_a_idx on public.t (a, b DESC)`. */
export const linesOf = ({ changes }: PlannedChanges): readonly string[] =>
  changes.map(({ change }) => {
    const table = `${change.table.schema}.${change.table.name}`
    switch (change.kind) {
      case 'index': {
        const keys = change.keys.map(
          ({ sql, descending, nullsFirst }) =>
            `${sql}${descending ? ' desc' : ''}${nullsFirst === descending ? '' : nullsFirst ? ' nulls first' : ' nulls last'}`,
        )
        const where = change.predicate === null ? '' : ` where ${change.predicate}`
        const instead = change.replaces === null ? '' : ` instead of ${change.replaces.name}`
        return `${change.unique ? 'unique ' : ''}index ${change.name} on ${table} (${keys.join(', ')})${where}${instead}`
      }
      case 'reindex':
      case 'dropped index':
        return `${change.kind} ${change.index.name} on ${table}`
      case 'function':
        return `function ${change.function.schema}.${change.function.name}`
      case 'trigger':
        return `trigger ${change.name} on ${table}: ${change.function.schema}.${change.function.name}${change.replaces === null ? '' : ' instead of one'}`
      case 'extraction':
        return `extraction of ${change.columns.map(({ name, type, exists }) => `${name} ${type}${exists ? ' (there)' : ''}`).join(', ')} from ${table}.${change.document}`
      case 'constraint':
        return `constraint ${change.name} on ${table}: ${JSON.stringify(change.definition)}`
      case 'validation':
        return `validation of ${change.constraint} on ${table}`
      case 'column':
        return `column ${change.column.name} ${change.column.type} of ${table}`
      case 'altered column':
        return `altered column ${change.column} of ${table}`
      case 'table':
        return `table ${table}`
    }
  })

/** The database after these statements, on an empty schema. */
export async function snapshotAfter(embedded: Embedded, sql: string): Promise<Snapshot> {
  await embedded.simple('drop schema if exists other cascade; drop schema public cascade; create schema public')
  await runSql(embedded, sql)
  return collected(embedded)
}

/** A rule of one's own that asks for an index. */
export const indexRule = (id: string, params: Partial<IndexParams>, tables: readonly string[] = ['t']): Rule =>
  ownRule('index', { equal: [], order: [], unique: false, method: 'btree', ...params }, { id, tables: [...tables] })
