import { AuditError } from '../errors.ts'
import type { CheckOptions } from './check-options.ts'

/** What is said in the file, or of one database only. */
const IN_THE_FILE = 'the file of --targets says what is audited'
const OF_ONE = 'it is about one database, and --targets is about many'

/** Options that do not go with --targets, each with why. */
const APART = {
  demo: ['--demo', IN_THE_FILE],
  migrations: ['--migrations', IN_THE_FILE],
  schema: ['--schema', IN_THE_FILE],
  snapshot: ['--snapshot', `${IN_THE_FILE}: give the target a snapshot`],
  schemas: ['--schemas', `${IN_THE_FILE}: give the target its schemas`],
  replica: ['--replica', `${IN_THE_FILE}: give the target its replicas`],
  saveSnapshot: ['--save-snapshot', OF_ONE],
  workload: ['--workload', OF_ONE],
  sample: ['--sample', OF_ONE],
  prove: ['--prove', OF_ONE],
  against: ['--against', OF_ONE],
  updateBaseline: ['--update-baseline', OF_ONE],
  failOnStale: ['--fail-on-stale', OF_ONE],
  allowMissingExtension: ['--allow-missing-extension', 'nothing is replayed for --targets'],
} as const satisfies Partial<Record<keyof CheckOptions, readonly [string, string]>>

/** Formats that have room for many databases. */
const FORMATS = new Set(['table', 'json'])

/** Throws AuditError('usage') for what does not go with --targets. */
export function mustBeAlone(url: string | undefined, options: CheckOptions): void {
  if (url !== undefined) throw new AuditError('usage', `A URL and --targets do not go together: ${IN_THE_FILE}.`)
  const [, why] = Object.entries(APART).find(([key]) => options[key as keyof typeof APART] !== undefined) ?? []
  if (why) throw new AuditError('usage', `${why[0]} and --targets do not go together: ${why[1]}.`)
  if (typeof options.baseline === 'string')
    throw new AuditError(
      'usage',
      `--baseline and --targets do not go together: ${OF_ONE}. Suppressions of the config go with both.`,
    )
  const other = options.format?.find((format) => !FORMATS.has(format))
  if (other !== undefined)
    throw new AuditError('usage', `--targets has no format ${other}: give --format table or json, or audit one database.`)
}
