/** What sets up node modules; Yarn's two lines have different options. */
export type PackageManager = 'npm' | 'pnpm' | 'yarn 1' | 'yarn' | 'bun'

/** What the generated files are about. All paths have forward slashes; `''` is the folder itself. */
export interface Project {
  /** From the root of the repository to the folder that is audited. */
  readonly folder: string
  /** From that folder to the migrations. */
  readonly migrations: string
  /** Who installs, and in which folder (from the root) its lock file is; null when there is nothing to install. */
  readonly install: { readonly manager: PackageManager; readonly folder: string } | null
  /** File, from the root, that names the version of node. */
  readonly nodeVersionFile: string | null
  readonly defaultBranch: string
  /** Version of pte-db-audit that is run where the project has none installed. */
  readonly version: string
}
