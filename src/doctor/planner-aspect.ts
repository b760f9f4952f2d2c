import type { Aspect } from './aspect.ts'
import type { Scene } from './scene.ts'

/** hypopg: nothing lacks it, for an embedded copy answers as well. */
export function plannerAspect({ access, snapshot }: Scene): Aspect {
  const installed = snapshot.extensions.find(({ name }) => name === 'hypopg')
  const could = access.available.includes('hypopg') ? ', and could be created' : ''
  return {
    id: 'planner',
    title: '--prove',
    sight: 'all',
    says: installed ? `asks hypopg ${installed.version} on the server` : `asks an embedded copy: hypopg is not here${could}`,
    costs: null,
    rules: [],
    optional: true,
    remedy: [],
  }
}
