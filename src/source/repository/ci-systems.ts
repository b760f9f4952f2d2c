import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { GitFolder } from './git-folder.ts'

export type CiSystem = 'github' | 'gitlab'

/** The CI systems that a repository already uses, else the one of the place that it is pushed to. */
export function ciSystems(root: string, git: GitFolder | null): CiSystem[] {
  const used: CiSystem[] = []
  if (existsSync(join(root, '.github'))) used.push('github')
  if (existsSync(join(root, '.gitlab-ci.yml'))) used.push('gitlab')
  if (used.length > 0) return used
  const hosts = (git?.remotes ?? []).map(hostOf)
  const system = (['github', 'gitlab'] as const).find((name) => hosts.some((host) => host.split('.').includes(name)))
  return system ? [system] : []
}

/** Of `https://host/path`, `ssh://user@host:22/path` and `user@host:path`. */
function hostOf(url: string): string {
  const rest = url.includes('://') ? url.slice(url.indexOf('://') + 3) : url
  const [authority = ''] = rest.split('/')
  const [host = ''] = authority.slice(authority.indexOf('@') + 1).split(':')
  return host.toLowerCase()
}
