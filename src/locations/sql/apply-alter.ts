import type { AlterTableCmd, AlterTableStmt } from 'libpg-query'
import { addColumn } from './apply-create.ts'
import { dropColumn, dropConstraint } from './apply-drop.ts'
import { type At, changedTable, type Draft, type TableDraft } from './draft.ts'
import { placeConstraint } from './place-constraint.ts'

/** What changes how a column is defined. Statistics and storage do not. */
const COLUMN_CHANGES = new Set<string | undefined>([
  'AT_AlterColumnType',
  'AT_ColumnDefault',
  'AT_SetNotNull',
  'AT_DropNotNull',
  'AT_AddIdentity',
  'AT_SetIdentity',
  'AT_DropIdentity',
  'AT_SetExpression',
  'AT_DropExpression',
])
const ONE_TRIGGER = new Set<string | undefined>([
  'AT_EnableTrig',
  'AT_EnableAlwaysTrig',
  'AT_EnableReplicaTrig',
  'AT_DisableTrig',
])
const ALL_TRIGGERS = new Set<string | undefined>([
  'AT_EnableTrigAll',
  'AT_EnableTrigUser',
  'AT_DisableTrigAll',
  'AT_DisableTrigUser',
])

export function alterTable(draft: Draft, { relation, cmds = [], objtype }: AlterTableStmt, at: At): void {
  if (!relation || objtype !== 'OBJECT_TABLE') return
  const table = changedTable(draft, relation)
  for (const node of cmds) if ('AlterTableCmd' in node) change(table, node.AlterTableCmd, at)
}

/** VALIDATE CONSTRAINT is passed over: what a constraint says stands where it is added. */
function change(table: TableDraft, { subtype, name = '', def, missing_ok: lenient }: AlterTableCmd, at: At): void {
  if (subtype === 'AT_AddColumn' && def && 'ColumnDef' in def) {
    if (!lenient || !table.columns.has(def.ColumnDef.colname ?? '')) addColumn(table, def.ColumnDef, at)
  } else if (subtype === 'AT_AddConstraint' && def && 'Constraint' in def) placeConstraint(table, def.Constraint, at)
  else if (subtype === 'AT_AlterConstraint' && def && 'ATAlterConstraint' in def) {
    const constraint = table.constraints.get(def.ATAlterConstraint.conname ?? '')
    if (constraint) table.constraints.set(def.ATAlterConstraint.conname ?? '', { ...constraint, location: at() })
  } else if (subtype === 'AT_DropColumn') dropColumn(table, name, at)
  else if (subtype === 'AT_DropConstraint') dropConstraint(table, name, at)
  else if (COLUMN_CHANGES.has(subtype))
    table.columns.set(name, at(def && 'ColumnDef' in def ? def.ColumnDef.location : undefined))
  else if (ONE_TRIGGER.has(subtype)) table.triggers.set(name, at())
  else if (ALL_TRIGGERS.has(subtype)) for (const trigger of table.triggers.keys()) table.triggers.set(trigger, at())
}
