import { configFile } from './config-file.ts'
import { githubWorkflow } from './github-workflow.ts'
import { gitlabJob } from './gitlab-job.ts'
import { joined } from './joined.ts'
import type { Project } from './project.ts'

/** A file to write, from the root of the repository. */
export interface SetupFile {
  readonly path: string
  readonly content: string
  /** Other names under which the same thing may be there already. */
  readonly alike: readonly string[]
}

export interface SetupOptions {
  /** From the project to the folder in whose node_modules pte-db-audit is. */
  readonly modules: string
  readonly ci: readonly ('github' | 'gitlab')[]
}

/** What `init` writes. Without a project nothing is known to audit, and there is no job for it. */
export function setupFiles(folder: string, project: Project | null, { modules, ci }: SetupOptions): SetupFile[] {
  const config = { path: joined(folder, 'pte-db-audit.yaml'), content: configFile(modules), alike: [] }
  if (project === null) return [config]
  const jobs = ci.map((system) => (system === 'github' ? github(project) : gitlab(project)))
  return [config, ...jobs]
}

/** Folders of one repository have a file each. */
const nameOf = (folder: string): string => (folder === '' ? 'pte-db-audit' : `pte-db-audit-${folder.replaceAll('/', '-')}`)

function github(project: Project): SetupFile {
  const stem = `.github/workflows/${nameOf(project.folder)}`
  return { path: `${stem}.yml`, content: githubWorkflow(project), alike: [`${stem}.yaml`] }
}

const gitlab = (project: Project): SetupFile => ({
  path: `.gitlab/${nameOf(project.folder)}.gitlab-ci.yml`,
  content: gitlabJob(project),
  alike: [],
})
