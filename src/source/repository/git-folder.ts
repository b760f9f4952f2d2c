import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { foldersUpFrom } from '../schema/folders-up.ts'

export interface GitFolder {
  /** The folder that is checked out. */
  readonly root: string
  /** URL of each remote; origin first. */
  readonly remotes: readonly string[]
  /** What a clone checks out; `main` when the remote has not said. */
  readonly defaultBranch: string
}

/** The repository that a folder is in, or null. Reads files; git itself is not needed. */
export function gitFolder(folder: string): GitFolder | null {
  const root = [...foldersUpFrom(folder)].find((parent) => existsSync(join(parent, '.git')))
  if (root === undefined) return null
  const shared = sharedFolder(join(root, '.git'))
  return { root, remotes: remotesIn(textOf(join(shared, 'config'))), defaultBranch: defaultBranchIn(shared) }
}

/** `.git`, or where it points: a submodule has a file in its place, a worktree shares its config with the others. */
function sharedFolder(git: string): string {
  if (statSync(git).isDirectory()) return git
  const target = resolve(git, '..', textOf(git).replace('gitdir:', '').trim())
  const common = textOf(join(target, 'commondir')).trim()
  return common === '' ? target : resolve(target, common)
}

function remotesIn(config: string): string[] {
  let remote: string | null = null
  const found: { readonly name: string; readonly url: string }[] = []
  for (const line of config.split('\n').map((each) => each.trim())) {
    if (line.startsWith('[')) remote = line.startsWith('[remote "') ? line.slice('[remote "'.length, line.lastIndexOf('"')) : null
    const [key, ...value] = line.split('=').map((side) => side.trim())
    if (remote !== null && key === 'url') found.push({ name: remote, url: value.join('=') })
  }
  return found.toSorted((a, b) => Number(b.name === 'origin') - Number(a.name === 'origin')).map(({ url }) => url)
}

function defaultBranchIn(shared: string): string {
  const head = textOf(join(shared, 'refs', 'remotes', 'origin', 'HEAD')).trim()
  const prefix = 'ref: refs/remotes/origin/'
  return head.startsWith(prefix) ? head.slice(prefix.length) : 'main'
}

const textOf = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '')
