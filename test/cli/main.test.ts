import { describe, expect, test } from 'vitest'
import { runMain } from './run-main.ts'
import { temporaryFolder } from '../rules/temporary-folder.ts'

describe('help and version', () => {
  test('--help lists the commands with examples', async () => {
    const { code, stdout, stderr } = await runMain(['--help'])
    expect([code, stderr]).toEqual([0, ''])
    for (const word of ['check', 'explain', 'rules', '--demo', 'Examples']) expect(stdout).toContain(word)
  })

  test('check --help lists every option, with examples and exit codes, within 80 columns', async () => {
    const { code, stdout } = await runMain(['check', '--help'])
    expect(code).toBe(0)
    expect(stdout).toMatchInlineSnapshot(`
      "Usage: pte-db-audit check [options] [url]

      audit a database against the plan

      Arguments:
        url                               the database to audit

      Options:
        --demo                            audit an embedded demo database: no server
                                          needed
        --migrations <dir>                replay a folder of migrations (Drizzle,
                                          Prisma, *.sql) into an embedded database and
                                          audit it
        --schema <file>                   the same from a Drizzle schema file, through
                                          drizzle-kit export
        --snapshot <file>                 audit a saved snapshot
        --save-snapshot <file>            save what was collected
        --workload <file>                 take workload and statistics from a saved
                                          snapshot, of production
        --replica <url>                   a standby of the server, whose reads count,
                                          too; may be repeated
        --allow-missing-extension <name>  stand in for an extension that the embedded
                                          database does not have
        --targets <file>                  audit many databases, or many schemas of
                                          one, that a file lists
        --rules <paths...>                rule files or folders beside the built-in
                                          ones
        --config <file>                   config file (default: pte-db-audit.yaml
                                          where there is one)
        --only <ids...>                   run these rules only
        --skip <ids...>                   leave these rules out
        --severity <rule=level...>        weigh a rule differently
        --schemas <globs...>              schemas of the database to audit
        --check-data                      also count rows that break a promise (reads
                                          the tables)
        --sample <n>x<seconds>            watch the statements of a server for so many
                                          intervals, to tell what runs once per row
        --format <format>                 table, json, sarif, junit, gitlab, github or
                                          markdown; may be repeated
        --output <file>                   where the report goes; the nth belongs to
                                          the nth --format
        --fail-on <severity>              exit 1 from this severity on (default:
                                          error) (choices: "error", "warn", "info",
                                          "never")
        --baseline <file>                 findings that are accepted (default:
                                          pte-db-audit.baseline.yaml where there is
                                          one)
        --no-baseline                     accept nothing
        --update-baseline                 accept all that is found, and prune what is
                                          gone
        --reason <text>                   with --update-baseline: the reason for what
                                          is new
        --fail-on-stale                   exit 1 when the baseline accepts what is
                                          gone
        --against <base>                  compare with a saved snapshot or a git ref,
                                          and fail only for what is introduced
        --require-all                     exit 2 when anything could not be measured
        --prove                           ask the planner about proposed indexes: by
                                          hypopg on the server, else in an embedded
                                          copy
        --statement-timeout <ms>          for each statement on the server (default:
                                          30000)
        --lock-timeout <ms>               for each lock on the server (default: 2000)
        --no-color                        plain text
        -q, --quiet                       no progress on stderr
        -h, --help                        display help for command

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
        130  interrupted
      "
    `)
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
  })

  test('--version prints the version and nothing else', async () => {
    expect(await runMain(['--version'])).toEqual({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: '' })
    expect((await runMain(['-V'])).code).toBe(0)
  })

  test('nothing at all is a usage error that shows how', async () => {
    const { code, stderr, stdout } = await runMain([])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain('Usage: pte-db-audit')
  })
})

describe('usage errors end with 2, in one sentence, on stderr', () => {
  test.each([
    [['chekc'], "unknown command 'chekc'\n(Did you mean check?)"],
    [['check', '--migration', 'x'], "unknown option '--migration'\n(Did you mean --migrations?)"],
    [
      ['check', '--format', 'yaml'],
      "argument 'yaml' is invalid. Allowed choices are table, json, sarif, junit, gitlab, github, markdown.",
    ],
    [['check', '--fail-on', 'fatal'], 'Allowed choices are error, warn, info, never.'],
    [['check', '--statement-timeout', '0'], 'It must be a whole number of milliseconds'],
    [['check', '--lock-timeout', '1e99'], 'It must be a whole number of milliseconds'],
    [['check', 'a', 'b'], 'too many arguments'],
    [['explain'], "missing required argument 'rule'"],
    [['check', '--demo', '--snapshot', 'x'], '--demo and --snapshot are different sources.'],
    [['check', '--demo', '--only', 'score-bonds'], '--only: "score-bonds" is not a rule. Did you mean "score-bounds"?'],
    [['check', '--demo', '--output', 'absent/report.txt'], '--output absent/report.txt: its directory does not exist.'],
    [['check', '--demo', '--output', '/'], '--output / is a directory.'],
    [['check', '--demo', '--save-snapshot', 'absent/s.json'], '--save-snapshot absent/s.json: its directory does not exist.'],
    [['check', '--demo', '--format', 'json', '--format', 'table'], 'json and table would share stdout.'],
    [['check', '--demo', '--rules', 'absent.yaml'], 'absent.yaml does not exist.'],
    [['check', '--demo', '--config', 'absent.yaml'], 'absent.yaml does not exist.'],
    [['explain', 'score-bonds'], '"score-bonds" is not a rule. Did you mean "score-bounds"?'],
    [['explain', 'xyzzy'], '"xyzzy" is not a rule. Run "pte-db-audit rules"'],
  ])('%j', async (argv, message) => {
    const { code, stdout, stderr } = await runMain(argv, { cwd: temporaryFolder({}) })
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain(message)
    expect(stderr).not.toContain('bug')
  })

  test.each([
    [['postgres://me:secret@db/app']],
    [['check', '--url=postgres://me:secret@db/app']],
    [['check', '--only', 'score-bounds', 'postgres://me:secret@db/app']],
    [['explain', 'x', 'postgres://me:secret@db/app']],
    [['chekc', 'postgres://me:secret@db/app']],
  ])('%j does not repeat the password', async (argv) => {
    const { code, stdout, stderr } = await runMain(argv)
    expect(code).toBe(2)
    expect(stdout + stderr).not.toContain('secret')
  })

  test('an interruption before anything began', async () => {
    const { code, stderr } = await runMain(['check', '--demo'], { signal: AbortSignal.abort() })
    expect([code, stderr]).toEqual([130, 'Interrupted.\n'])
  })
})

describe('rules', () => {
  test('a table that fits', async () => {
    const { code, stdout } = await runMain(['rules'], { columns: 80 })
    expect(code).toBe(0)
    expect(stdout).toContain('attempts-user-history')
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
  })

  test('as JSON, with what the config changes and switches off', async () => {
    const config = `overrides:
  score-bounds: { severity: info }
  leaderboard: { off: true, reason: we have none }
`
    const { stdout } = await runMain(['rules', '--json'], { cwd: temporaryFolder({ 'pte-db-audit.yaml': config }) })
    const rules = JSON.parse(stdout) as { id: string; severity: string; off: string | null; file: string }[]
    expect(rules.find(({ id }) => id === 'score-bounds')).toMatchObject({
      severity: 'info',
      off: null,
      file: 'rules/plan/score-bounds.yaml',
    })
    expect(rules.find(({ id }) => id === 'leaderboard')?.off).toBe('we have none')
  })
})

describe('explain', () => {
  test('why, what it looks for, what fails and passes, how to change it', async () => {
    const { code, stdout } = await runMain(['explain', 'attempts-user-history'], { columns: 80 })
    expect(code).toBe(0)
    for (const title of ['Why', 'What it looks for', 'What fails', 'What passes', 'How to change it'])
      expect(stdout).toContain(`\n${title}\n`)
    expect(stdout).toContain('drizzle desc: wrong-order')
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100)
  })

  test('a rule of the user, and one that is switched off', async () => {
    const rule = 'id: own\nseverity: warn\nsummary: Own\nwhy: Because.\ncheck: index\ntables: [orders]\nparams: { equal: [id] }\n'
    const config = 'rules: [own.yaml]\noverrides: { own: { off: true, reason: not yet } }\n'
    const { stdout } = await runMain(['explain', 'own'], {
      cwd: temporaryFolder({ 'own.yaml': rule, 'pte-db-audit.yaml': config }),
    })
    expect(stdout).toContain('Switched off in the config: not yet')
    expect(stdout).toContain('Rule: own.yaml')
  })
})
