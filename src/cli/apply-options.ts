import { InvalidArgumentError, type Command } from 'commander'
import { milliseconds } from './source-options.ts'

export interface ApplyCommandOptions {
  readonly yes?: true
  readonly rollback?: true
  readonly abortIf?: string
  readonly lockTimeout?: number
  readonly tries?: number
  readonly quiet?: true
}

function tries(value: string): number {
  const number = Number(value)
  if (!Number.isInteger(number) || number < 1 || number > 1000)
    throw new InvalidArgumentError('It must be a whole number from 1 to 1000.')
  return number
}

function query(value: string): string {
  if (value.trim() === '') throw new InvalidArgumentError('It is empty. Write a select that gives true when the run has to stop.')
  return value
}

/** The options of `apply`, in the order in which `--help` lists them. */
export const withApplyOptions = (command: Command): Command =>
  command
    .option('-y, --yes', 'run without asking')
    .option('--rollback', 'undo what apply has made of this plan, in reverse')
    .option('--abort-if <sql>', 'ask this between steps and batches, and stop when it is true', query)
    .option('--lock-timeout <ms>', 'for each lock that others would wait behind (default: 2000)', milliseconds)
    .option('--tries <n>', 'how often a lock is asked for (default: 10)', tries)
    .option('-q, --quiet', 'no progress on stderr')
