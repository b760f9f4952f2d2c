import { InvalidArgumentError, Option, type Command } from 'commander'
import {
  collectPaths,
  list,
  path,
  type SourceOptions,
  withRuleOptions,
  withScopeOptions,
  withSessionOptions,
  withSourceOptions,
} from './source-options.ts'

export interface CheckOptions extends SourceOptions {
  readonly targets?: string
  readonly severity?: readonly string[]
  readonly format?: readonly Format[]
  readonly output?: readonly string[]
  readonly failOn?: FailOn
  readonly requireAll?: true
  readonly prove?: boolean
  /** False for `--no-baseline`. */
  readonly baseline?: string | false
  readonly updateBaseline?: true
  readonly reason?: string
  readonly failOnStale?: true
  readonly against?: string
}

const FORMATS = ['table', 'json', 'sarif', 'junit', 'gitlab', 'github', 'markdown'] as const
export type Format = (typeof FORMATS)[number]

const FAIL_ON = ['error', 'warn', 'info', 'never'] as const
export type FailOn = (typeof FAIL_ON)[number]

function format(value: string, all: readonly Format[] | undefined): Format[] {
  const found = FORMATS.find((name) => name === value)
  if (!found) throw new InvalidArgumentError(`Allowed choices are ${FORMATS.join(', ')}.`)
  return [...(all ?? []), found]
}

/** The options of `check`, in the order in which `--help` lists them. */
export function withCheckOptions(command: Command): Command {
  withSourceOptions(command).option('--targets <file>', 'audit many databases, or many schemas of one, that a file lists', path)
  withRuleOptions(command)
    .addOption(list('--only <ids...>', 'run these rules only'))
    .addOption(list('--skip <ids...>', 'leave these rules out'))
    .addOption(list('--severity <rule=level...>', 'weigh a rule differently'))
  withScopeOptions(command)
    .addOption(
      new Option('--format <format>', `${FORMATS.slice(0, -1).join(', ')} or ${FORMATS.at(-1)}; may be repeated`).argParser(
        format,
      ),
    )
    .addOption(
      new Option('--output <file>', 'where the report goes; the nth belongs to the nth --format').argParser(collectPaths),
    )
    .addOption(new Option('--fail-on <severity>', 'exit 1 from this severity on (default: error)').choices(FAIL_ON))
    .option('--baseline <file>', 'findings that are accepted (default: pte-db-audit.baseline.yaml where there is one)', path)
    .option('--no-baseline', 'accept nothing')
    .option('--update-baseline', 'accept all that is found, and prune what is gone')
    .option('--reason <text>', 'with --update-baseline: the reason for what is new')
    .option('--fail-on-stale', 'exit 1 when the baseline accepts what is gone')
    .option('--against <base>', 'compare with a saved snapshot or a git ref, and fail only for what is introduced', path)
    .option('--require-all', 'exit 2 when anything could not be measured')
    .option('--prove', 'ask the planner about proposed indexes: by hypopg on the server, else in an embedded copy')
  return withSessionOptions(command)
}
