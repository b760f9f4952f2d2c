import type { Io } from '../cli/io.ts'
import type { Progress } from '../cli/progress.ts'

const silent = (): void => undefined
const nowhere = { write: silent, isTTY: false, columns: undefined }

/** What a run of the library needs of the process: its environment and clock, and none of its streams. */
export const quietIo = (cwd: string | undefined, signal: AbortSignal): Io => ({
  stdout: nowhere,
  stderr: nowhere,
  env: process.env,
  cwd: cwd ?? process.cwd(),
  signal,
  now: () => new Date(),
})

export const noProgress: Progress = { step: silent, slow: silent, clear: silent }
