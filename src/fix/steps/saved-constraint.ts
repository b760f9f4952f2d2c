import type { Constraint, Node } from 'libpg-query'
import { stringOf } from '../../sql/node-text.ts'
import { parseStatements } from '../../sql/parse.ts'
import type { ForeignKey, Name } from '../change.ts'
import { constraintState, foreignKeyState } from '../guards.ts'
import type { LockMode } from '../step.ts'

/** The state of a constraint that is known by its `pg_get_constraintdef` only. `loadParser()` must have resolved. */
export function savedConstraintState(table: Name, name: string, definition: string): string {
  const node = constraintOf(definition)
  if (node?.contype !== 'CONSTR_FOREIGN') return constraintState(table, name, definition)
  const key: ForeignKey = {
    columns: strings(node.fk_attrs),
    references: { schema: node.pktable?.schemaname ?? table.schema, name: node.pktable?.relname ?? '' },
    to: strings(node.pk_attrs),
    onDelete: ACTIONS[node.fk_del_action ?? 'a'] ?? 'no action',
  }
  return foreignKeyState(table, name, key, {
    onUpdate: ACTIONS[node.fk_upd_action ?? 'a'] ?? 'no action',
    match: node.fk_matchtype === 'f' ? 'full' : 'simple',
    deferrable: node.deferrable ?? false,
    deferred: node.initdeferred ?? false,
  })
}

/** How it is added again: whether as NOT VALID and validated then (keys cannot be, and what was not valid stays so), and the lock. */
export function additionOf(definition: string): { readonly validate: boolean; readonly mode: LockMode } {
  const node = constraintOf(definition)
  const isForeign = node?.contype === 'CONSTR_FOREIGN'
  return {
    validate: (isForeign || node?.contype === 'CONSTR_CHECK') && node?.skip_validation !== true,
    mode: isForeign ? 'SHARE ROW EXCLUSIVE' : 'ACCESS EXCLUSIVE',
  }
}

function constraintOf(definition: string): Constraint | undefined {
  const statement = parseStatements(`ALTER TABLE t ADD CONSTRAINT c ${definition}`).stmts?.[0]?.stmt
  const command = statement && 'AlterTableStmt' in statement ? statement.AlterTableStmt.cmds?.[0] : undefined
  const node = command && 'AlterTableCmd' in command ? command.AlterTableCmd.def : undefined
  return node && 'Constraint' in node ? node.Constraint : undefined
}

const strings = (nodes: readonly Node[] | undefined): string[] => (nodes ?? []).map((node) => stringOf(node))

const ACTIONS: Readonly<Record<string, ForeignKey['onDelete']>> = {
  a: 'no action',
  r: 'restrict',
  c: 'cascade',
  n: 'set null',
  d: 'set default',
}
