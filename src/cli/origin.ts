import { AuditError } from '../errors.ts'
import type { Snapshot } from '../snapshot.ts'
import type { SourceOptions } from './source-options.ts'

/** Where the schema of a run comes from. */
export type Origin =
  | { readonly kind: 'demo' }
  | { readonly kind: 'snapshot'; readonly file: string }
  /** Of the library: what it collected before. */
  | { readonly kind: 'collected'; readonly snapshot: Snapshot }
  | { readonly kind: 'migrations'; readonly folder: string }
  | { readonly kind: 'schema'; readonly file: string }
  /** Without a target the environment says which server. */
  | { readonly kind: 'server'; readonly target: string | undefined }

/** What the audited source is compared with: they make drift known, and migrations what is pending. */
export interface Beside {
  readonly migrations: string | null
  readonly schema: string | null
}

/**
 * The source that the arguments ask to audit: a server or a snapshot before migrations, migrations before a schema. Throws
 * AuditError('usage') when they name several that do not go together.
 */
export function originOf(
  url: string | undefined,
  options: Pick<SourceOptions, 'demo' | 'migrations' | 'schema' | 'snapshot' | 'sample' | 'workload' | 'replica'>,
): Origin {
  const { demo, migrations, schema, snapshot, sample, workload, replica } = options
  const named = [
    url === undefined ? null : 'a URL',
    demo ? '--demo' : null,
    snapshot === undefined ? null : '--snapshot',
    schema === undefined ? null : '--schema',
    migrations === undefined ? null : '--migrations',
  ].filter((name) => name !== null)
  const audited = named.filter((name) => name !== '--schema' && name !== '--migrations')
  if (audited.length > 1 || (demo && named.length > 1))
    throw new AuditError(
      'usage',
      `${named.join(' and ')} are different sources. Give one of them; --migrations and --schema go together, and beside a URL or --snapshot.`,
    )
  const origin = chosen(url, options)
  if (sample && origin.kind !== 'server')
    throw new AuditError('usage', `--sample watches a server at work, and --${origin.kind} is none. Leave one of them out.`)
  if (replica && origin.kind !== 'server')
    throw new AuditError('usage', `--replica names a standby of a server, and --${origin.kind} is none. Leave one of them out.`)
  if (workload !== undefined && origin.kind === 'server')
    throw new AuditError(
      'usage',
      '--workload is for a schema without one: a server has its own. Name --migrations, --schema or --snapshot.',
    )
  if (workload !== undefined && demo) throw new AuditError('usage', 'The demo has a workload of its own. Leave --workload out.')
  return origin
}

function chosen(
  url: string | undefined,
  { demo, snapshot, schema, migrations }: Pick<SourceOptions, 'demo' | 'snapshot' | 'schema' | 'migrations'>,
): Origin {
  if (demo) return { kind: 'demo' }
  if (snapshot !== undefined) return { kind: 'snapshot', file: snapshot }
  if (url === undefined && migrations !== undefined) return { kind: 'migrations', folder: migrations }
  if (url === undefined && schema !== undefined) return { kind: 'schema', file: schema }
  return { kind: 'server', target: url }
}

/** The other sources that the arguments name. */
export const besideOf = ({ kind }: Origin, { migrations, schema }: Pick<SourceOptions, 'migrations' | 'schema'>): Beside => ({
  migrations: kind === 'migrations' ? null : (migrations ?? null),
  schema: kind === 'schema' ? null : (schema ?? null),
})
