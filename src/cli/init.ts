import { existsSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { AuditError } from '../errors.ts'
import { ExitCode } from '../exit-code.ts'
import { nextSteps } from '../init/next-steps.ts'
import type { Project } from '../init/project.ts'
import { setupFiles, type SetupFile } from '../init/setup-files.ts'
import { readRepository, type Repository } from '../source/repository.ts'
import { writeNewFile } from '../source/write-new-file.ts'
import { version } from '../version.ts'
import type { InitOptions } from './init-options.ts'
import type { Io } from './io.ts'

/** Writes the configuration and the CI job for the project in the working directory. Nothing that is there is changed. */
export async function init(options: InitOptions, { cwd, stdout }: Io): Promise<ExitCode> {
  const found = await readRepository(cwd)
  const repository = options.migrations === undefined ? found : { ...found, migrations: named(options.migrations, cwd, found) }
  const ci = options.ci === undefined ? repository.ci : options.ci === 'none' ? [] : [options.ci]
  const files = setupFiles(repository.folder, projectOf(repository), { modules: repository.modules, ci })
  for (const file of files) stdout.write(put(file, repository.root, options.dryRun === true))
  const job = files.find(({ path }) => path.startsWith('.gitlab/'))
  const included = existsSync(join(repository.root, '.gitlab-ci.yml')) ? 'add' : 'create'
  const { install, dependency, migrations } = repository
  stdout.write('\n')
  stdout.write(
    nextSteps({
      add: dependency || install === null ? null : install.manager,
      migrations,
      ci,
      gitlab: job ? { file: job.path, included } : null,
    }),
  )
  return ExitCode.clean
}

/** Throws AuditError('usage') for a folder that CI would not have. */
function named(option: string, cwd: string, { root }: Repository): string {
  const path = resolve(cwd, option)
  if (!existsSync(path) || !statSync(path).isDirectory())
    throw new AuditError('usage', `--migrations ${option} is no folder. Name the one that holds the migrations.`)
  if (relative(root, path).startsWith('..'))
    throw new AuditError('usage', `--migrations ${option} is outside of ${root}, and so not in CI. Name a folder inside.`)
  return relative(cwd, path).replaceAll('\\', '/') || '.'
}

const projectOf = ({ folder, migrations, install, nodeVersionFile, defaultBranch }: Repository): Project | null =>
  migrations === null ? null : { folder, migrations, install, nodeVersionFile, defaultBranch, version: version() }

/** Writes one file, or shows it, and gives the line that says so. */
function put({ path, content, alike }: SetupFile, root: string, dry: boolean): string {
  const there = [path, ...alike].find((candidate) => existsSync(join(root, candidate)))
  if (there !== undefined) return `left as it is  ${there}\n`
  if (dry) return `==> ${path} <==\n${content}\n`
  // What appeared since is left, too.
  return writeNewFile(join(root, path), content) ? `written        ${path}\n` : `left as it is  ${path}\n`
}
