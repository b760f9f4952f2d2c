import { execFileSync } from 'node:child_process'

/** The worker thread of the embedded database and the packed command line run from `dist`. */
export default function setup(): void {
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' })
}
