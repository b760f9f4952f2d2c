import { InvalidArgumentError, Option, type Command } from 'commander'
import { STYLES, type Style } from '../fix/render/styles.ts'
import type { FixOptions } from '../fix/change.ts'
import {
  list,
  path,
  type SourceOptions,
  withRuleOptions,
  withScopeOptions,
  withSessionOptions,
  withSourceOptions,
} from './source-options.ts'

export interface FixCommandOptions extends SourceOptions {
  readonly style?: Style
  readonly out?: string
  readonly name?: string
  readonly force?: true
  readonly include?: FixOptions['include']
  readonly sync?: FixOptions['sync']
  /** False with --no-verify. */
  readonly verify: boolean
  readonly verifyOn?: string
}

const INCLUDE = ['drops'] as const
const SYNC = ['trigger', 'generated', 'app'] as const

/** Names of files begin with it: a path or a hidden file must not come of it. */
function fileName(value: string): string {
  if (/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u.test(value) && value.length <= 100) return value
  throw new InvalidArgumentError('It names files: begin with a letter or digit, and use letters, digits, ".", "-" and "_" only.')
}

function include(value: string, all: FixOptions['include'] | undefined): FixOptions['include'] {
  const found = INCLUDE.find((name) => name === value)
  if (!found) throw new InvalidArgumentError(`Allowed choices are ${INCLUDE.join(', ')}.`)
  return [...(all ?? []), found]
}

/** The options of `fix`, in the order in which `--help` lists them. */
export function withFixOptions(command: Command): Command {
  command
    .addOption(
      new Option(
        '--style <style>',
        'what to write: SQL for psql, a Drizzle migration, or a plan for apply (default: sql)',
      ).choices(STYLES),
    )
    .option('--out <dir>', 'folder for the files (default: the current one; for drizzle that of --migrations)', path)
    .option('--name <name>', 'name of the files (default: pte-db-audit-fix)', fileName)
    .option('--force', 'replace files that are there')
    .addOption(list('--only <ids...>', 'fix what these rules find'))
    .addOption(list('--skip <ids...>', 'leave alone what these rules find'))
    .addOption(new Option('--include <what>', '"drops": drop redundant indexes instead of asking about them').argParser(include))
    .addOption(new Option('--sync <how>', 'what keeps columns in step with their JSON document (default: trigger)').choices(SYNC))
    .option('--no-verify', 'do not try it on a scratch copy')
    .option('--verify-on <url>', 'try it in a new database of this server, dropped afterwards')
  return withSessionOptions(withScopeOptions(withRuleOptions(withSourceOptions(command))))
}
