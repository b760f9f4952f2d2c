import { type Origin, originOf } from '../cli/origin.ts'
import type { SourceOptions } from '../cli/source-options.ts'
import { AuditError } from '../errors.ts'
import { suggestion } from '../rules/nearest.ts'

/** In the order in which the audited one is chosen; the others stand beside it. */
const KEYS = ['demo', 'url', 'snapshot', 'migrations', 'schema'] as const
type Key = (typeof KEYS)[number]
type Written = Readonly<Partial<Record<Key, unknown>>>

/** What an AuditSource means: what is audited, and the options that name what stands beside it. */
export interface NamedSource {
  readonly origin: Origin
  readonly options: Pick<SourceOptions, 'migrations' | 'schema'>
}

/** Throws AuditError('usage'): a source that names nothing must not fall back to the server of this machine. */
export async function namedSource(
  source: unknown,
  asked: Pick<SourceOptions, 'workload' | 'sample' | 'replica'>,
): Promise<NamedSource> {
  const { demo, url, snapshot, migrations, schema } = written(source)
  if (demo !== undefined && demo !== true)
    throw new AuditError('usage', 'demo of the source is not true. Write { demo: true }, or name another source.')
  const options = { ...text('migrations', migrations), ...text('schema', schema) }
  const named = { ...asked, ...options, ...(demo && ({ demo: true } as const)) }
  const given = 'the snapshot of the source'
  const file = typeof snapshot === 'object' ? { snapshot: given } : text('snapshot', snapshot)
  const origin = originOf(text('url', url).url, { ...named, ...file })
  if (typeof snapshot !== 'object') return { origin, options }
  const { validSnapshot } = await import('../source/snapshot-file.ts')
  return { origin: { kind: 'collected', snapshot: await validSnapshot(snapshot, given) }, options }
}

/** The source by its keys, when they go together and the audited one has a value. */
function written(source: unknown): Written {
  if (typeof source === 'string') return written({ url: source })
  if (typeof source !== 'object' || source === null)
    throw new AuditError(
      'usage',
      `The source is ${source}. Give a URL, or an object with ${KEYS.join(', ')}; a variable of the environment may not be set.`,
    )
  const stranger = Object.keys(source).find((key) => !KEYS.some((known) => known === key))
  if (stranger !== undefined)
    throw new AuditError('usage', `"${stranger}" is not a key of a source. ${suggestion(stranger, KEYS, 'keys')}`)
  const [audited, ...beside] = KEYS.filter((key) => key in source)
  if (audited === undefined) throw new AuditError('usage', `The source is empty. Give one of ${KEYS.join(', ')}.`)
  if (beside.some((key) => audited === 'demo' || key === 'snapshot'))
    throw new AuditError(
      'usage',
      `${[audited, ...beside].join(' and ')} are different sources. Give one of them; migrations and schema go together, and beside a url or a snapshot.`,
    )
  if ((source as Written)[audited] === undefined)
    throw new AuditError('usage', `${audited} of the source is undefined. Name it; a variable of the environment may not be set.`)
  return source
}

function text<Name extends Key>(key: Name, value: unknown): Partial<Record<Name, string>> {
  if (value === undefined) return {}
  if (typeof value === 'string' && value.trim() !== '') return { [key]: value } as Record<Name, string>
  const what = typeof value === 'string' ? 'empty' : 'not a text'
  throw new AuditError('usage', `${key} of the source is ${what}. Name it; a variable of the environment may not be set.`)
}
