import { AuditError } from '../errors.ts'
import type { SourceOptions } from './source-options.ts'

/** Where the schema of a run comes from. */
export type Origin =
  | { readonly kind: 'demo' }
  | { readonly kind: 'snapshot'; readonly file: string }
  | { readonly kind: 'migrations'; readonly folder: string }
  | { readonly kind: 'schema'; readonly file: string }
  /** Without a target the environment says which server; `migrations` makes `pending` known. */
  | { readonly kind: 'server'; readonly target: string | undefined; readonly migrations: string | undefined }

/** The one source that the arguments name. Throws AuditError('usage') when they name several that do not go together. */
export function originOf(
  url: string | undefined,
  {
    demo,
    migrations,
    schema,
    snapshot,
    sample,
    workload,
  }: Pick<SourceOptions, 'demo' | 'migrations' | 'schema' | 'snapshot' | 'sample' | 'workload'>,
): Origin {
  const named = [
    url === undefined ? null : 'a URL',
    demo ? '--demo' : null,
    snapshot === undefined ? null : '--snapshot',
    schema === undefined ? null : '--schema',
    migrations === undefined ? null : '--migrations',
  ].filter((name) => name !== null)
  if (url !== undefined && migrations !== undefined && named.length === 2) return { kind: 'server', target: url, migrations }
  if (named.length > 1)
    throw new AuditError(
      'usage',
      `${named.join(' and ')} are different sources. Give one of them; only a URL and --migrations go together.`,
    )
  const other = named.find((name) => name !== 'a URL')
  if (sample && other !== undefined)
    throw new AuditError('usage', `--sample watches a server at work, and ${other} is none. Leave one of them out.`)
  if (workload !== undefined && other === undefined)
    throw new AuditError(
      'usage',
      '--workload is for a schema without one: a server has its own. Name --migrations, --schema or --snapshot.',
    )
  if (workload !== undefined && demo) throw new AuditError('usage', 'The demo has a workload of its own. Leave --workload out.')
  if (demo) return { kind: 'demo' }
  if (snapshot !== undefined) return { kind: 'snapshot', file: snapshot }
  if (schema !== undefined) return { kind: 'schema', file: schema }
  if (migrations !== undefined) return { kind: 'migrations', folder: migrations }
  return { kind: 'server', target: url, migrations: undefined }
}
