import { posix } from 'node:path'
import type { Finding, Location } from '../finding.ts'

/** How the files that a run names are called in the repository: build servers show what they find from its root. */
export interface Repository {
  /** From the root of the repository to the working directory of the run; empty where they are one. */
  readonly prefix: string
  /** From the root: the file for findings that no file is known to say, where a format cannot do without. */
  readonly fallback: string
}

/** Where a finding is to be read first; null where no file of the repository is known. */
export const placeOfFinding = ({ locations = [] }: Finding, repository: Repository): Location | null =>
  locations.map((location) => inRepository(location, repository)).find((location) => location !== null) ?? null

function inRepository({ file, line }: Location, { prefix }: Repository): Location | null {
  const path = posix.join(prefix, file)
  const outside = posix.isAbsolute(file) || /^[a-z]:/iu.test(file) || path === '..' || path.startsWith('../')
  return outside ? null : { file: path, line }
}
