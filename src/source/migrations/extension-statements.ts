import type { Node } from 'libpg-query'

export interface CreateExtension {
  readonly extension: string
  /** The schema of `WITH SCHEMA`, or null. */
  readonly schema: string | null
}

/** What a CREATE EXTENSION statement creates; null for any other statement. */
export function createdExtension(node: Node): CreateExtension | null {
  if (!('CreateExtensionStmt' in node)) return null
  const { extname = '', options = [] } = node.CreateExtensionStmt
  const schema = options.flatMap((option) => {
    if (!('DefElem' in option) || option.DefElem.defname !== 'schema') return []
    const { arg } = option.DefElem
    return arg && 'String' in arg ? [arg.String.sval ?? ''] : []
  })
  return { extension: extname, schema: schema[0] ?? null }
}

/** Extensions that a statement comments on, alters or drops: statements without meaning where only a stand-in exists. */
export function touchedExtensions(node: Node): readonly string[] {
  if ('CommentStmt' in node && node.CommentStmt.objtype === 'OBJECT_EXTENSION') return namesOf([node.CommentStmt.object])
  if ('DropStmt' in node && node.DropStmt.removeType === 'OBJECT_EXTENSION') return namesOf(node.DropStmt.objects ?? [])
  if ('AlterExtensionStmt' in node) return [node.AlterExtensionStmt.extname ?? '']
  if ('AlterExtensionContentsStmt' in node) return [node.AlterExtensionContentsStmt.extname ?? '']
  if ('AlterObjectSchemaStmt' in node && node.AlterObjectSchemaStmt.objectType === 'OBJECT_EXTENSION') {
    return namesOf([node.AlterObjectSchemaStmt.object])
  }
  return []
}

const namesOf = (nodes: readonly (Node | undefined)[]): string[] =>
  nodes.flatMap((node) => (node && 'String' in node ? [node.String.sval ?? ''] : []))
