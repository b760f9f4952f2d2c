import { ACTIONS } from './actions.ts'
import { GITHUB_SCRIPT } from './audit-script.ts'
import { COMMENT_SCRIPT } from './comment-script.ts'
import { indented } from './indented.ts'

export interface StepOptions {
  /** Variables of the audit script, each with its value as YAML. */
  readonly env: Readonly<Record<string, string>>
  /** As YAML: the folder to run in, and what the comment, SARIF and its category are named by. */
  readonly directory: string
  readonly folder: string
  readonly report: string
  readonly sarif: string
  readonly category: string
  /** Conditions beside the step's own; `''` for none. */
  readonly onlyIf: { readonly sarif: string; readonly comment: string }
}

/** On a pull request from a fork the token can only read: then there are annotations and a summary, and the gate, but nothing is written. */
const SAME_REPOSITORY = 'github.event.pull_request.head.repo.full_name == github.repository'

/** Audit, upload, comment: the steps that the workflow and the composite action share. */
export function githubSteps({ env, directory, folder, report, sarif, category, onlyIf }: StepOptions): string {
  const variables = Object.entries(env).map(([name, value]) => `    ${name}: ${value}`)
  return `- name: Audit the migrations
  id: audit
  shell: bash
  working-directory: ${directory}
  env:
${variables.join('\n')}
  run: |
${indented(GITHUB_SCRIPT, 4)}
- name: Upload SARIF to code scanning
  if: >-
    \${{ !cancelled() && steps.audit.outputs.sarif == 'true'${onlyIf.sarif}
    && (github.event_name != 'pull_request' || ${SAME_REPOSITORY}) }}
  # Code scanning may be switched off, and private repositories pay for it: the audit counts all the same.
  continue-on-error: true
  uses: ${ACTIONS.uploadSarif}
  with:
    sarif_file: ${sarif}
    category: ${category}
- name: Comment on the pull request
  if: >-
    \${{ !cancelled() && steps.audit.outputs.report == 'true'${onlyIf.comment}
    && github.event_name == 'pull_request' && ${SAME_REPOSITORY} }}
  continue-on-error: true
  uses: ${ACTIONS.githubScript}
  env:
    REPORT: ${report}
    FOLDER: ${folder}
  with:
    script: |
${indented(COMMENT_SCRIPT, 6)}
`
}
