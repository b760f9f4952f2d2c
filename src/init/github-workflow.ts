import { ACTIONS } from './actions.ts'
import { BASELINE_FILE } from '../gate/baseline.ts'
import { SNAPSHOT } from './audit-script.ts'
import { githubSteps } from './github-steps.ts'
import { indented } from './indented.ts'
import { installCommands } from './install-commands.ts'
import { joined } from './joined.ts'
import type { Project } from './project.ts'
import { yamlText } from './yaml-text.ts'

/** The version of node where the project names none. */
export const NODE = '24'

/** The workflow that audits the migrations of each pull request on an embedded database. */
export function githubWorkflow({ folder, migrations, install, nodeVersionFile, defaultBranch, version }: Project): string {
  const name = folder === '' ? 'pte-db-audit' : `pte-db-audit (${folder})`
  const node = nodeVersionFile === null ? `node-version: ${NODE}` : `node-version-file: ${literal(nodeVersionFile)}`
  const lock = install?.manager === 'npm' ? joined(install.folder, 'package-lock.json') : null
  const steps = githubSteps({
    env: {
      MIGRATIONS: literal(migrations),
      SNAPSHOT,
      BASELINE: BASELINE_FILE,
      VERSION: yamlText(version),
    },
    directory: folder === '' ? '.' : literal(folder),
    folder: folder === '' ? "''" : literal(folder),
    report: literal(joined(folder, 'pte-db-audit.md')),
    sarif: literal(joined(folder, 'pte-db-audit.sarif')),
    category: literal(joined('pte-db-audit', folder)),
    onlyIf: { sarif: '', comment: '' },
  })
  return `# Audits the migrations of each pull request on an embedded PostgreSQL: no server, no secrets, safe for forks.
# Written by pte-db-audit init; it is yours to change.
name: ${literal(name)}

on:
  pull_request:
  # Code scanning compares a pull request with what it knows of the branch that it goes into.
  push:
    branches: [${literal(defaultBranch)}]

# Two runs at once would write two comments.
concurrency:
  group: \${{ github.workflow }}-\${{ github.event.pull_request.number || github.ref }}
  cancel-in-progress: true

permissions:
  contents: read
  # Private repositories need it for uploading SARIF.
  actions: read
  security-events: write
  pull-requests: write

jobs:
  audit:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
      - uses: ${ACTIONS.checkout}
        with:
          persist-credentials: false
          # With the parents of the merge commit: the audit is compared with the first.
          fetch-depth: 2
      - uses: ${ACTIONS.setupNode}
        with:
          ${node}
${lock === null ? '' : `          cache: npm\n          cache-dependency-path: ${literal(lock)}\n`}${installStep(install)}${indented(steps, 6)}`
}

function installStep(install: Project['install']): string {
  if (install === null) return ''
  const directory = install.folder === '' ? '.' : literal(install.folder)
  return `      - name: Install
        shell: bash
        working-directory: ${directory}
        run: |
${indented(installCommands(install.manager).join('\n'), 10)}
`
}

/** A text that GitHub takes as it stands: what looks like an expression is written as one that gives it. */
const literal = (text: string): string => yamlText(text.replaceAll('${{', "${{ '${{' }}"))
