import { rowsOf } from '../../collect/connection.ts'
import { AuditError } from '../../errors.ts'
import type { Embedded } from '../embedded.ts'
import type { RelationFile } from './relation-files.ts'

/**
 * Gives relations of a copy their sizes, and looks whether PostgreSQL sees them: how that is done leans on the insides of the embedded
 * database's file system, and a plan for other sizes would be worse than none. Rejects with AuditError when it does not.
 */
export async function resize(copy: Embedded, files: readonly RelationFile[]): Promise<void> {
  await copy.resize(files)
  const rows = await rowsOf(
    copy,
    `select current_setting('data_directory') || '/' || pg_relation_filepath(oid), pg_relation_size(oid) / 8192
    from pg_class where oid >= 16384 and relkind in ('r', 'm', 'i') -- tables, materialized views, indexes`,
  )
  const seen = new Map(rows.map(([path, pages]) => [path, Number(pages)]))
  if (files.some(({ path, pages }) => seen.get(path) !== pages)) {
    throw new AuditError('source', 'The embedded database does not take the sizes that its relations are given.')
  }
}
