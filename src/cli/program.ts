import { Command, CommanderError } from 'commander'
import { ExitCode } from '../exit-code.ts'
import { withApplyOptions, type ApplyCommandOptions } from './apply-options.ts'
import { withCheckOptions, type CheckOptions } from './check-options.ts'
import { withDoctorOptions, type DoctorOptions } from './doctor-options.ts'
import type { ExplainOptions } from './explain.ts'
import { withFixOptions, type FixCommandOptions } from './fix-options.ts'
import { withInitOptions, type InitOptions } from './init-options.ts'
import type { Io } from './io.ts'
import { redact } from './redact.ts'
import type { RulesOptions } from './rules.ts'
import { withRuleOptions } from './source-options.ts'

const CHECK_EXAMPLES = `
The database is found as psql finds it: the URL, else DATABASE_URL, else PG*
variables and ~/.pgpass. --migrations and --schema go together, and beside a URL
or --snapshot, which is what is audited then: where they differ is drift, and
what fails here but passes after the folder's migrations is "pending".

Examples:
  $ pte-db-audit check --demo
  $ pte-db-audit check postgres://me@db.example.com/app
  $ pte-db-audit check --migrations drizzle --format json --output audit.json
  $ pte-db-audit check --format sarif --output audit.sarif --format github
  $ pte-db-audit check --migrations drizzle --schema src/schema.ts
  $ pte-db-audit check --save-snapshot app.json
  $ pte-db-audit check --snapshot app.json --only score-bounds
  $ pte-db-audit check --fail-on warn --require-all
  $ pte-db-audit check --targets targets.yaml

Exit codes:
  0    audited, and no finding at or above --fail-on
  1    findings at or above --fail-on
  2    could not audit, or nothing could be measured
  130  interrupted`

const FIX_EXAMPLES = `
Writes <name>.up.sql and <name>.down.sql, with --style plan <name>.plan.json,
with --style drizzle one more migration of that folder and a plan beside it.
Before that they have run on a scratch copy, built from what was collected: up,
audited again, up once more, down. What only people can decide is a question at
the end, never a statement that runs.

Examples:
  $ pte-db-audit fix --demo --out /tmp/demo
  $ pte-db-audit fix postgres://me@db.example.com/app --check-data
  $ pte-db-audit fix --snapshot app.json --only score-bounds --name score-bounds
  $ pte-db-audit fix --style plan --include drops --out migrations
  $ pte-db-audit fix --style drizzle --out drizzle --check-data

Exit codes:
  0    written and proven, or nothing to fix; questions may be left
  1    written, and marked NOT PROVEN: it failed on the copy
  2    could not be made, or nothing could be measured
  130  interrupted`

const APPLY_EXAMPLES = `
The plan is what fix --style plan writes. Each step looks at what is there
first, so that a run that was broken off, or stopped by --abort-if, is finished
by the next one. What is done is recorded in the schema pte_db_audit.

Examples:
  $ pte-db-audit apply pte-db-audit-fix.plan.json
  $ pte-db-audit apply fix.plan.json postgres://owner@db.example.com/app --yes
  $ pte-db-audit apply fix.plan.json --abort-if "select errors > 10 from health"
  $ pte-db-audit apply fix.plan.json --rollback

Exit codes:
  0    done, or undone
  1    stopped by --abort-if
  2    could not be run, or not to its end: one sentence says why
  130  interrupted`

const INIT_EXAMPLES = `
Writes pte-db-audit.yaml, and for GitHub a workflow or for GitLab a job that
audits the migrations of each pull request on an embedded database. A file that
is there is named and left as it is.

Examples:
  $ pte-db-audit init --dry-run
  $ pte-db-audit init --migrations db/migrations --ci gitlab

Exit codes:
  0    written, shown, or left as it was
  2    could not be written`

const DOCTOR_EXAMPLES = `
Reads only, as check does. For what this role does not see it says which rules
are skipped and which SQL mends it, and writes down a role that only audits.

Examples:
  $ pte-db-audit doctor
  $ pte-db-audit doctor postgres://auditor@db.example.com/app
  $ pte-db-audit doctor --json

Exit codes:
  0    an audit sees what it asks for
  1    something is hidden, for which rules are skipped
  2    could not connect, or not be read
  130  interrupted`

const EXAMPLES = `
Examples:
  $ pte-db-audit check --demo                 an embedded demo database
  $ pte-db-audit check                        what DATABASE_URL or PG* name
  $ pte-db-audit check --migrations drizzle   what a folder of migrations builds
  $ pte-db-audit fix --demo                   the migration for what does not hold
  $ pte-db-audit explain score-bounds         what a rule asks for, and why
  $ pte-db-audit rules                        the rules that would run
  $ pte-db-audit init                         the configuration and a CI job
  $ pte-db-audit doctor                       what this role sees of a database`

/** The command line. Each command's own modules are imported when it runs, so that `--help` loads this file and commander. */
export function programFor(io: Io, version: () => string, done: (code: ExitCode) => void): Command {
  const program = new Command('pte-db-audit')
    .description(
      'Holds a PostgreSQL database against an optimization plan: what holds, what does not, and what could not be measured.',
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(redact(text)),
      getOutHelpWidth: () => io.stdout.columns ?? 80,
      getErrHelpWidth: () => io.stderr.columns ?? 80,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showHelpAfterError('(add --help to see how it is used)')
    .addHelpText('after', EXAMPLES)
  // commander wants the version as text at once; reading package.json waits until somebody asks.
  program.option('-V, --version', 'print the version').on('option:version', () => {
    io.stdout.write(`${version()}\n`)
    throw new CommanderError(ExitCode.clean, 'commander.version', '')
  })

  withCheckOptions(
    program.command('check').argument('[url]', 'the database to audit').description('audit a database against the plan'),
  )
    .addHelpText('after', CHECK_EXAMPLES)
    .action(async (url: string | undefined, options: CheckOptions) =>
      done(await (await import('./check.ts')).check(url, options, io)),
    )

  withFixOptions(
    program
      .command('fix')
      .argument('[url]', 'the database to fix')
      .description('write the migration for what does not hold, proven on a copy'),
  )
    .addHelpText('after', FIX_EXAMPLES)
    .action(async (url: string | undefined, options: FixCommandOptions) =>
      done(await (await import('./fix.ts')).fix(url, options, io)),
    )

  withApplyOptions(
    program
      .command('apply')
      .argument('<plan>', 'the plan that fix --style plan wrote')
      .argument('[url]', 'the database to change')
      .description('run a written plan on a server, step by step, resumable'),
  )
    .addHelpText('after', APPLY_EXAMPLES)
    .action(async (plan: string, url: string | undefined, options: ApplyCommandOptions) =>
      done(await (await import('./apply.ts')).apply(plan, url, options, io)),
    )

  withRuleOptions(
    program
      .command('explain')
      .argument('<rule>', 'id of a rule')
      .description('why a rule is there, what passes and fails, how it is fixed'),
  )
    .option('--no-color', 'plain text')
    .action(async (rule: string, options: ExplainOptions) =>
      done(await (await import('./explain.ts')).explain(rule, options, io)),
    )

  withRuleOptions(program.command('rules').description('the rules that would run, and where each comes from'))
    .option('--json', 'as JSON')
    .option('--no-color', 'plain text')
    .action(async (options: RulesOptions) => done(await (await import('./rules.ts')).rules(options, io)))

  withDoctorOptions(
    program
      .command('doctor')
      .argument('[url]', 'the database to look at')
      .description('what a role will see of a database, and the grants for the rest'),
  )
    .addHelpText('after', DOCTOR_EXAMPLES)
    .action(async (url: string | undefined, options: DoctorOptions) =>
      done(await (await import('./doctor.ts')).doctor(url, options, io)),
    )

  withInitOptions(program.command('init').description('write the configuration and the CI job for this repository'))
    .addHelpText('after', INIT_EXAMPLES)
    .action(async (options: InitOptions) => done(await (await import('./init.ts')).init(options, io)))

  return program
}
