import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { validateAction, validateWorkflow } from '@action-validator/core'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { compositeAction } from '../../src/init/composite-action.ts'
import { configFile } from '../../src/init/config-file.ts'
import { githubWorkflow } from '../../src/init/github-workflow.ts'
import { gitlabJob } from '../../src/init/gitlab-job.ts'
import type { Project } from '../../src/init/project.ts'
import { packageRoot } from '../../src/package-root.ts'
import { version } from '../../src/version.ts'

interface Step {
  readonly name?: string
  readonly if?: string
  readonly uses?: string
  readonly run?: string
  readonly env?: Readonly<Record<string, unknown>>
  readonly with?: Readonly<Record<string, string>>
  readonly 'working-directory'?: string
  readonly 'continue-on-error'?: boolean
}

const plain: Project = {
  folder: '',
  migrations: 'drizzle',
  install: { manager: 'npm', folder: '' },
  nodeVersionFile: null,
  defaultBranch: 'main',
  version: '1.2.3',
}
/** Names that YAML, a shell, GitHub's expressions and GitLab's variables would each read otherwise. */
const HOSTILE = `it's: a "folder" #1 $HOME $(id) \${{ github.token }} \`id\``

const projects: readonly (readonly [string, Project])[] = [
  ['a project of its own', plain],
  [
    'a package of a monorepo',
    { ...plain, folder: 'apps/api', install: { manager: 'pnpm', folder: '' }, nodeVersionFile: '.nvmrc' },
  ],
  ['nothing to install', { ...plain, install: null }],
  ...(['npm', 'pnpm', 'yarn 1', 'yarn', 'bun'] as const).map(
    (manager) => [manager, { ...plain, install: { manager, folder: 'web' } }] as const,
  ),
  ['hostile names', { ...plain, folder: HOSTILE, migrations: HOSTILE, install: { manager: 'npm', folder: HOSTILE } }],
]

const stepsOf = (workflow: string): Step[] => (parse(workflow) as { jobs: { audit: { steps: Step[] } } }).jobs.audit.steps
const actionSteps = (parse(compositeAction('1.2.3')) as { runs: { steps: Step[] } }).runs.steps
const named = (steps: readonly Step[], name: string): Step =>
  steps.find((step) => step.name === name) ?? expect.fail(`no step ${name}`)

function mustParse(script: string, shell: 'bash' | 'sh'): void {
  const { status, stderr } = spawnSync(shell, ['-n'], { input: script, encoding: 'utf8' })
  expect([status, stderr]).toEqual([0, ''])
}

describe.each(projects)('the workflow of %s', (_name, project) => {
  const text = githubWorkflow(project)
  const steps = stepsOf(text)

  test('is one', () => {
    expect(validateWorkflow(text)).toEqual({ actionType: 'workflow', errors: [] })
    for (const { run } of steps) if (run !== undefined) mustParse(run, 'bash')
  })

  test('nothing is written into a script', () => {
    for (const { run, with: given } of steps) {
      expect(run ?? '').not.toContain('${{')
      expect(given?.['script'] ?? '').not.toContain('${{')
    }
  })
})

describe('the workflow', () => {
  const text = githubWorkflow(plain)
  const { on, permissions } = parse(text) as { on: object; permissions: object }

  test('runs for pull requests with a token that can do no more than comment and upload', () => {
    expect(on).toEqual({ pull_request: null, push: { branches: ['main'] } })
    expect(permissions).toEqual({ contents: 'read', actions: 'read', 'security-events': 'write', 'pull-requests': 'write' })
    expect(text).not.toContain('secrets.')
  })

  test('would be found wrong', () => {
    expect(validateWorkflow(text.replace('runs-on', 'run-on')).errors).not.toEqual([])
    expect(validateWorkflow(text.replace('working-directory', 'working-folder')).errors).not.toEqual([])
  })

  test('from a fork it audits, but neither uploads nor comments', () => {
    const steps = stepsOf(text)
    expect(named(steps, 'Audit the migrations').if).toBeUndefined()
    const same = 'github.event.pull_request.head.repo.full_name == github.repository'
    const upload = named(steps, 'Upload SARIF to code scanning')
    const comment = named(steps, 'Comment on the pull request')
    expect(upload.if).toContain(`(github.event_name != 'pull_request' || ${same})`)
    expect(comment.if).toContain(`github.event_name == 'pull_request' && ${same}`)
    // They follow a failed audit, and do not decide.
    for (const step of [upload, comment]) {
      expect(step.if).toContain('!cancelled()')
      expect(step['continue-on-error']).toBe(true)
    }
  })

  test('hostile names arrive as they are', () => {
    const steps = stepsOf(githubWorkflow({ ...plain, migrations: HOSTILE }))
    // What GitHub makes of it: an expression that is a text constant.
    const given = String(named(steps, 'Audit the migrations').env?.['MIGRATIONS'])
    expect(given.replaceAll(`\${{ '\${{' }}`, '${{')).toBe(HOSTILE)
    expect(given.replaceAll(`\${{ '\${{' }}`, '')).not.toContain('${{')
  })
})

describe('action.yml', () => {
  test('is one, and what is committed is what is generated', () => {
    const committed = readFileSync(join(packageRoot, 'action.yml'), 'utf8')
    expect(validateAction(committed)).toEqual({ actionType: 'action', errors: [] })
    expect(committed).toBe(compositeAction(version()))
  })

  test('does what the workflow does', () => {
    const steps = stepsOf(githubWorkflow(plain))
    const audit = 'Audit the migrations'
    expect(named(actionSteps, audit).run).toBe(named(steps, audit).run)
    for (const name of ['Upload SARIF to code scanning', 'Comment on the pull request']) {
      const [ours, theirs] = [named(actionSteps, name), named(steps, name)]
      expect([ours.uses, ours.with?.['script'], ours['continue-on-error']]).toEqual([
        theirs.uses,
        theirs.with?.['script'],
        theirs['continue-on-error'],
      ])
      expect(ours.if?.replace(/ && inputs\.\w+ == 'true'/u, '')).toBe(theirs.if)
    }
  })

  test('inputs reach a script by variables only', () => {
    for (const { run, with: given } of actionSteps) {
      expect(run ?? '').not.toContain('${{')
      expect(given?.['script'] ?? '').not.toContain('${{')
    }
    const { inputs } = parse(compositeAction('1.2.3')) as { inputs: Readonly<Record<string, object>> }
    for (const name of Object.keys(inputs)) expect(compositeAction('1.2.3')).toContain(`inputs.${name}`)
  })
})

describe.each(projects)('the GitLab job of %s', (_name, project) => {
  const jobs = Object.entries(parse(gitlabJob(project)) as Record<string, Record<string, never>>)

  test('is one job for merge requests and the branch that they go into', () => {
    expect(jobs).toHaveLength(1)
    const [[, job] = []] = jobs
    expect(Object.keys(job ?? {}).filter((key) => !['before_script'].includes(key))).toEqual([
      'stage',
      'image',
      'rules',
      'variables',
      'script',
      'artifacts',
    ])
    expect(job?.['rules']).toEqual([
      { if: '$CI_PIPELINE_SOURCE == "merge_request_event"' },
      { if: '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH' },
    ])
    expect(job?.['artifacts']).toMatchObject({
      when: 'always',
      reports: {
        codequality: `${project.folder === '' ? '' : `${project.folder}/`}gl-code-quality-report.json`,
        junit: `${project.folder === '' ? '' : `${project.folder}/`}pte-db-audit.junit.xml`,
      },
    })
  })

  test('its scripts are for any shell', () => {
    const [[, job] = []] = jobs
    for (const script of [...((job?.['before_script'] as string[] | undefined) ?? []), ...((job?.['script'] ?? []) as string[])])
      mustParse(script, 'sh')
  })
})

test('GitLab expands no name', () => {
  const job = Object.values(
    parse(gitlabJob({ ...plain, migrations: HOSTILE })) as Record<string, { variables: { MIGRATIONS: string } }>,
  )[0]
  expect(job?.variables.MIGRATIONS.replaceAll('$$', '')).not.toContain('$')
  expect(job?.variables.MIGRATIONS.replaceAll('$$', '$')).toBe(HOSTILE)
})

test('the configuration is valid and knows its schema', () => {
  expect(parse(configFile(''))).toEqual({ failOn: 'error' })
  expect(configFile('').split('\n')[0]).toBe(
    '# yaml-language-server: $schema=./node_modules/pte-db-audit/schemas/config.schema.json',
  )
  expect(configFile('../..').split('\n')[0]).toBe(
    '# yaml-language-server: $schema=../../node_modules/pte-db-audit/schemas/config.schema.json',
  )
})
