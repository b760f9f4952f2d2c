import { InvalidArgumentError, Option, type Command } from 'commander'
import { FEWEST_INTERVALS, MOST_INTERVALS, MOST_SECONDS, type Sampling } from '../collect/sampling.ts'

/** What is audited, by which rules, and how the server is treated: the same for `check` and `fix`. */
export interface SourceOptions {
  readonly demo?: true
  readonly migrations?: string
  readonly schema?: string
  readonly snapshot?: string
  readonly saveSnapshot?: string
  readonly workload?: string
  readonly replica?: readonly string[]
  readonly allowMissingExtension?: readonly string[]
  readonly rules?: readonly string[]
  readonly config?: string
  readonly only?: readonly string[]
  readonly skip?: readonly string[]
  readonly schemas?: readonly string[]
  readonly checkData?: boolean
  readonly statementTimeout?: number
  readonly lockTimeout?: number
  readonly sample?: Sampling
  readonly color: boolean
  readonly quiet?: true
}

const collect = (value: string, all: readonly string[] | undefined): string[] => [...(all ?? []), value]

/** `--migrations "$DIR"` with nothing in DIR must not mean the folder in which the command runs. */
export function path(value: string): string {
  if (value === '') throw new InvalidArgumentError('It is empty. Name a file or folder.')
  return value
}

export const collectPaths = (value: string, all: readonly string[] | undefined): string[] => collect(path(value), all)

/** Ids and globs hold no commas, so that `--only a,b` and `--only a b` mean the same. */
const collectList = (value: string, all: readonly string[] | undefined): string[] => [
  ...(all ?? []),
  ...value.split(',').filter((part) => part !== ''),
]

/** An option that takes several values, separated by blanks or commas. */
export const list = (flags: string, description: string): Option => new Option(flags, description).argParser(collectList)

export function milliseconds(value: string): number {
  const number = Number(value)
  // statement_timeout and lock_timeout are int4 on the server; 0 would switch them off.
  if (!Number.isInteger(number) || number < 1 || number > 2_147_483_647)
    throw new InvalidArgumentError('It must be a whole number of milliseconds, from 1 to 2147483647.')
  return number
}

/** `8x10`: eight intervals of ten seconds. */
export function sampling(value: string): Sampling {
  const [intervals = NaN, seconds = NaN, ...rest] = value.split('x').map((part) => (/^\d{1,4}$/u.test(part) ? Number(part) : NaN))
  const known = intervals >= FEWEST_INTERVALS && intervals <= MOST_INTERVALS && seconds >= 1 && seconds <= MOST_SECONDS
  if (!known || rest.length > 0)
    throw new InvalidArgumentError(
      `Write <intervals>x<seconds>, such as 12x10: at least ${FEWEST_INTERVALS} intervals, of 1 to ${MOST_SECONDS} whole seconds.`,
    )
  return { intervals, seconds }
}

/** Where rules come from: the same options for `check`, `fix`, `rules` and `explain`. */
export const withRuleOptions = (command: Command): Command =>
  command
    .addOption(new Option('--rules <paths...>', 'rule files or folders beside the built-in ones').argParser(collectPaths))
    .option('--config <file>', 'config file (default: pte-db-audit.yaml where there is one)', path)

/** Which database. */
export const withSourceOptions = (command: Command): Command =>
  command
    .option('--demo', 'audit an embedded demo database: no server needed')
    .option(
      '--migrations <dir>',
      'replay a folder of migrations (Drizzle, Prisma, *.sql) into an embedded database and audit it',
      path,
    )
    .option('--schema <file>', 'the same from a Drizzle schema file, through drizzle-kit export', path)
    .option('--snapshot <file>', 'audit a saved snapshot', path)
    .option('--save-snapshot <file>', 'save what was collected', path)
    .option('--workload <file>', 'take workload and statistics from a saved snapshot, of production', path)
    .addOption(
      new Option('--replica <url>', 'a standby of the server, whose reads count, too; may be repeated').argParser(collect),
    )
    .addOption(
      new Option(
        '--allow-missing-extension <name>',
        'stand in for an extension that the embedded database does not have',
      ).argParser(collect),
    )

/** How much of it. */
export const withScopeOptions = (command: Command): Command =>
  command
    .addOption(list('--schemas <globs...>', 'schemas of the database to audit'))
    .option('--check-data', 'also count rows that break a promise (reads the tables)')
    .option(
      '--sample <n>x<seconds>',
      'watch the statements of a server for so many intervals, to tell what runs once per row',
      sampling,
    )

/** Limits on the server, and what is written beside the result. */
export const withSessionOptions = (command: Command): Command =>
  command
    .option('--statement-timeout <ms>', 'for each statement on the server (default: 30000)', milliseconds)
    .option('--lock-timeout <ms>', 'for each lock on the server (default: 2000)', milliseconds)
    .option('--no-color', 'plain text')
    .option('-q, --quiet', 'no progress on stderr')
