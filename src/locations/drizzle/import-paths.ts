import type { Program } from 'oxc-parser'

/** What a module imports or exports from others at run time, as it is written, each once. */
export function importPaths({ body }: Program): readonly string[] {
  const paths = body.flatMap((statement): readonly string[] => {
    if (statement.type === 'ImportDeclaration') return statement.importKind === 'type' ? [] : [statement.source.value]
    if (statement.type !== 'ExportAllDeclaration' && statement.type !== 'ExportNamedDeclaration') return []
    return statement.exportKind === 'type' || !statement.source ? [] : [statement.source.value]
  })
  return [...new Set(paths)]
}
