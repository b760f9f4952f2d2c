import { BASELINE_FILE } from '../gate/baseline.ts'
import { GITLAB_SCRIPT, SNAPSHOT } from './audit-script.ts'
import { NODE } from './github-workflow.ts'
import { indented } from './indented.ts'
import { installCommands } from './install-commands.ts'
import { joined } from './joined.ts'
import type { Project } from './project.ts'
import { shellWord } from '../shell-word.ts'
import { yamlText } from './yaml-text.ts'

/** The job that audits the migrations of each merge request on an embedded database; for a file that .gitlab-ci.yml includes. */
export function gitlabJob({ folder, migrations, install, version }: Project): string {
  const name = folder === '' ? 'pte-db-audit' : `pte-db-audit ${folder}`
  const before = [
    ...(install ? inFolder(install.folder, installCommands(install.manager)) : []),
    ...(folder === '' ? [] : [`cd ${shellWord(folder)}`]),
  ]
  return `# Audits the migrations of each merge request on an embedded PostgreSQL: no server, no secrets, safe for forks.
# Written by pte-db-audit init; it is yours to change.
${yamlText(name)}:
  stage: test
  image: node:${NODE}
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    # Code Quality compares a merge request with the report of the branch that it goes into.
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
  variables:
    MIGRATIONS: ${literal(migrations)}
    SNAPSHOT: ${SNAPSHOT}
    BASELINE: ${BASELINE_FILE}
    VERSION: ${yamlText(version)}
${before.length === 0 ? '' : `  before_script:\n${before.map((line) => `    - ${yamlText(line)}\n`).join('')}`}  script:
    - |
${indented(GITLAB_SCRIPT, 6)}
  artifacts:
    when: always
    expire_in: 1 month
    reports:
      codequality: ${yamlText(joined(folder, 'gl-code-quality-report.json'))}
      junit: ${yamlText(joined(folder, 'pte-db-audit.junit.xml'))}
`
}

/** In a subshell, so that the next command starts at the root again. */
const inFolder = (folder: string, commands: readonly string[]): readonly string[] =>
  folder === '' ? commands : [`(cd ${shellWord(folder)} && ${commands.join(' && ')})`]

/** GitLab expands variables in the values of variables. */
const literal = (text: string): string => yamlText(text.replaceAll('$', '$$$$'))
