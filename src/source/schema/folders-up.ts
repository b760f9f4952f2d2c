import { dirname } from 'node:path'

/** A folder and all above it, nearest first. */
export function* foldersUpFrom(folder: string): Generator<string> {
  for (let current = folder; ; current = dirname(current)) {
    yield current
    if (dirname(current) === current) return
  }
}
