import { shellWord } from '../shell-word.ts'
import { BASELINE_FILE } from '../gate/baseline.ts'
import { SNAPSHOT } from './audit-script.ts'
import { addCommand } from './install-commands.ts'
import type { PackageManager } from './project.ts'

export interface NextSteps {
  /** Who adds packages; null where the project has no packages, or has pte-db-audit already. */
  readonly add: PackageManager | null
  /** From the project; null when none were found. */
  readonly migrations: string | null
  readonly ci: readonly ('github' | 'gitlab')[]
  /** The GitLab job, from the root; null without one. */
  readonly gitlab: { readonly file: string; readonly included: 'add' | 'create' } | null
}

/** What is left to a person after `init`, as lines of text. */
export function nextSteps({ add, migrations, ci, gitlab }: NextSteps): string {
  const lacking = [
    migrations === null ? 'No migrations were found, so there is no CI job: init --migrations <dir> writes it.' : null,
    migrations !== null && ci.length === 0
      ? 'No CI system was recognized: init --ci github or --ci gitlab writes its job.'
      : null,
  ].filter((line) => line !== null)
  const steps = [
    ...(add === null ? [] : [[`Install it:`, addCommand(add)]]),
    ...(gitlab === null ? [] : [include(gitlab)]),
    [
      'Save what production knows, as a role that may only look (pte-db-audit doctor says what it needs):',
      `npx pte-db-audit check <url> --save-snapshot ${SNAPSHOT}`,
    ],
    [
      'Accept what is there today, so that the gate is about what comes new:',
      `npx pte-db-audit check --migrations ${shellWord(migrations ?? '<dir>')} --workload ${SNAPSHOT} --baseline ${BASELINE_FILE} --update-baseline`,
    ],
    ['Read and commit the files.'],
  ]
  const listed = steps.flatMap(([first = '', ...rest], at) => [`${at + 1}. ${first}`, ...rest.map((line) => `   ${line}`)])
  return [...lacking, ...(lacking.length ? [''] : []), 'Next', ...listed.map((line) => `  ${line}`), ''].join('\n')
}

const include = ({ file, included }: { readonly file: string; readonly included: 'add' | 'create' }): readonly string[] => [
  included === 'add' ? 'Add to .gitlab-ci.yml:' : 'There is no .gitlab-ci.yml yet. Create it with:',
  'include:',
  `  - local: ${file}`,
]
