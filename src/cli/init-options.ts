import { Option, type Command } from 'commander'
import { path } from './source-options.ts'

export interface InitOptions {
  readonly migrations?: string
  readonly ci?: 'github' | 'gitlab' | 'none'
  readonly dryRun?: true
}

/** The options of `init`, in the order in which `--help` lists them. */
export const withInitOptions = (command: Command): Command =>
  command
    .option('--migrations <dir>', 'folder of migrations (default: as drizzle.config says, else where there are some)', path)
    .addOption(
      new Option('--ci <system>', 'whose job to write (default: what the repository uses)').choices(['github', 'gitlab', 'none']),
    )
    .option('--dry-run', 'print what would be written, and write nothing')
