import type { Command } from 'commander'
import { list, withRuleOptions, withSessionOptions } from './source-options.ts'

export interface DoctorOptions {
  readonly rules?: readonly string[]
  readonly config?: string
  readonly schemas?: readonly string[]
  readonly json?: true
  readonly statementTimeout?: number
  readonly lockTimeout?: number
  readonly color: boolean
  readonly quiet?: true
}

/** The options of `doctor`, in the order in which `--help` lists them. */
export const withDoctorOptions = (command: Command): Command =>
  withSessionOptions(
    withRuleOptions(command)
      .addOption(list('--schemas <globs...>', 'schemas of the database to audit'))
      .option('--json', 'as JSON'),
  )
