import type { Node, VariableSetStmt } from 'libpg-query'
import { lineOf } from '../../sql/line-of.ts'
import type { SqlStatement } from '../../sql/split.ts'
import type { Places } from '../places.ts'
import { alterTable } from './apply-alter.ts'
import { createIndex, createTable, createTableAs, createTrigger } from './apply-create.ts'
import { drop } from './apply-drop.ts'
import { rename, setSchema } from './apply-rename.ts'
import type { At, Draft } from './draft.ts'

export interface MigrationStatements {
  /** As a Location has it. */
  readonly file: string
  readonly statements: readonly SqlStatement[]
}

const DEFAULT_PATH = ['public']

/**
 * Where migrations, in the order they run, say what each table has in the end: a later statement about a thing takes the place of an
 * earlier one. What DO blocks and functions do is not seen.
 */
export function migrationPlaces(files: readonly MigrationStatements[]): Places {
  const draft: Draft = { tables: new Map(), searchPath: DEFAULT_PATH }
  for (const { file, statements } of files) {
    // Files are deployed on different days: what one sets for its session does not reach the next.
    draft.searchPath = DEFAULT_PATH
    for (const statement of statements) {
      apply(draft, statement.node, (location) => ({ file, line: lineOf(statement, location) }))
    }
  }
  return draft.tables
}

function apply(draft: Draft, node: Node, at: At): void {
  if ('CreateStmt' in node) createTable(draft, node.CreateStmt, at)
  else if ('CreateTableAsStmt' in node) createTableAs(draft, node.CreateTableAsStmt, at)
  else if ('IndexStmt' in node) createIndex(draft, node.IndexStmt, at)
  else if ('CreateTrigStmt' in node) createTrigger(draft, node.CreateTrigStmt, at)
  else if ('AlterTableStmt' in node) alterTable(draft, node.AlterTableStmt, at)
  else if ('RenameStmt' in node) rename(draft, node.RenameStmt)
  else if ('AlterObjectSchemaStmt' in node) setSchema(draft, node.AlterObjectSchemaStmt)
  else if ('DropStmt' in node) drop(draft, node.DropStmt, at)
  else if ('VariableSetStmt' in node) setSearchPath(draft, node.VariableSetStmt)
}

function setSearchPath(draft: Draft, { kind, name, args = [] }: VariableSetStmt): void {
  if (kind === 'VAR_RESET_ALL') draft.searchPath = DEFAULT_PATH
  if (name !== 'search_path') return
  // A schema named like the user is not known here.
  const named = args
    .flatMap((node) => ('A_Const' in node ? (node.A_Const.sval?.sval ?? []) : []))
    .filter((schema) => schema !== '$user')
  draft.searchPath = named.length > 0 ? named : DEFAULT_PATH
}
