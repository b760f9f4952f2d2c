import type { ExitCode } from '../exit-code.ts'
import type { CheckOptions } from './check-options.ts'
import type { Io } from './io.ts'
export declare function check(url: string | undefined, options: CheckOptions, io: Io): Promise<ExitCode>
