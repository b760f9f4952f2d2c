/** The public exit codes of the command line. */
export const ExitCode = { clean: 0, findings: 1, failed: 2, interrupted: 130 } as const
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]
