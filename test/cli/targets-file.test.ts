import { expect, test } from 'vitest'
import { temporaryFolder } from '../rules/temporary-folder.ts'
import { runMain } from './run-main.ts'

const env = { APP: 'postgres://me:secret@db.example.com/app', BROKEN: 'postgres://me:sec/ret@db:99999/app', EMPTY: '' }

/** What is wrong with a file, one mistake a line. */
async function mistakesIn(text: string): Promise<string[]> {
  const { code, stdout, stderr } = await runMain(['check', '--targets', 't.yaml'], {
    cwd: temporaryFolder({ 't.yaml': text }),
    env,
  })
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).not.toMatch(/sec.?ret/u)
  return stderr
    .replace(/^error: /u, '')
    .trimEnd()
    .split('\n')
}

test.each([
  ['', ['t.yaml:1:1 is empty. Write a rule, or remove the file.']],
  ['targets: []', ['t.yaml:1:10 targets: [] is an empty list. Name at least one database.']],
  ['- name: app', ['t.yaml:1:1 is a list; a map of keys is expected. Write "key: value" lines.']],
  [
    'concurrency: 0\nperServer: 1.5\ntimeout: 0\ntargets: [{ name: app, url: "${APP}", schema: x }]',
    [
      't.yaml:4:39 targets[0].schema: "schema" is not a key here. Did you mean "schemas"?',
      't.yaml:1:14 concurrency: 0 is below 1. Write a number from 1 to 100.',
      't.yaml:2:12 perServer: 1.5 is not a whole number. Write a number from 1 to 100.',
      't.yaml:3:10 timeout: 0 is below 1. Write seconds, such as 600.',
    ],
  ],
  ['targets: [{ url: "${APP}" }]', ['t.yaml:1:11 targets[0].name: is missing. Every one of these needs it.']],
  ['targets:\n  - name: app', ['t.yaml:2:5 targets[0]: names no database. Add "url: …" or "snapshot: …".']],
  [
    'targets:\n  - { name: app, url: "${APP}", snapshot: a.json }\n  - { name: app, url: "${APP}" }',
    [
      't.yaml:2:33 targets[0].snapshot: There is a url, too. Keep one of them.',
      't.yaml:3:13 targets[1].name: "app" is the name of another target. Give each its own.',
    ],
  ],
  [
    'targets:\n  - name: app\n    url: ${NOWHERE}\n    replicas: ["${APP}", "postgres://${EMPTY}:${NOWHERE}@db/app", "${}"]',
    [
      't.yaml:3:10 targets[0].url: The environment variable NOWHERE is not set. Set it, or write the URL out.',
      't.yaml:4:26 targets[0].replicas[1]: The environment variables EMPTY, NOWHERE are not set. Set them, or write the URL out.',
      't.yaml:4:67 targets[0].replicas[2]: "${}" names no variable. Write its name between the braces.',
    ],
  ],
  [
    'targets:\n  - { name: app, url: "${BROKEN}" }\n  - { name: b, url: "http://me:secret@host/x" }',
    [
      't.yaml:2:23 targets[0].url: The port of the connection is no number between 1 and 65535: a special character in the password must be percent-encoded.',
      't.yaml:3:21 targets[1].url: The connection string cannot be read: it is neither a URL of scheme postgres or postgresql nor keyword=value pairs; special characters in a password must be percent-encoded.',
    ],
  ],
  [
    'targets:\n  - { name: a, snapshot: a.json, replicas: ["${APP}"] }\n  - { name: b, url: "${APP}", each: schema }\n  - { name: c, url: "${APP}", schemas: "t_*", each: table }',
    ['t.yaml:4:53 targets[2].each: "table" is not one of schema.'],
  ],
  [
    'targets:\n  - { name: a, snapshot: a.json, replicas: ["${APP}"] }\n  - { name: b, url: "${APP}", each: schema }',
    [
      't.yaml:2:34 targets[0].replicas: A snapshot has the counters that were saved with it. Remove this key.',
      't.yaml:3:31 targets[1].each: needs to know which. Add "schemas: …", such as "tenant_*".',
    ],
  ],
])('mistakes in %j', async (text, mistakes) => {
  expect(await mistakesIn(text)).toEqual(mistakes)
})

test('a file that is not there', async () => {
  const { code, stderr } = await runMain(['check', '--targets', 'none.yaml'])
  expect(stderr).toBe('error: none.yaml does not exist. Check the path; it is taken from where the command runs.\n')
  expect(code).toBe(2)
})

test.each([
  [['postgres://me:secret@db/app'], 'A URL and --targets do not go together: the file of --targets says what is audited.'],
  [['--demo'], '--demo and --targets do not go together: the file of --targets says what is audited.'],
  [['--migrations', 'x'], '--migrations and --targets do not go together: the file of --targets says what is audited.'],
  [['--schema', 'x'], '--schema and --targets do not go together: the file of --targets says what is audited.'],
  [
    ['--snapshot', 'x'],
    '--snapshot and --targets do not go together: the file of --targets says what is audited: give the target a snapshot.',
  ],
  [
    ['--schemas', 'x'],
    '--schemas and --targets do not go together: the file of --targets says what is audited: give the target its schemas.',
  ],
  [
    ['--replica', 'x'],
    '--replica and --targets do not go together: the file of --targets says what is audited: give the target its replicas.',
  ],
  [
    ['--save-snapshot', 'x'],
    '--save-snapshot and --targets do not go together: it is about one database, and --targets is about many.',
  ],
  [['--workload', 'x'], '--workload and --targets do not go together: it is about one database, and --targets is about many.'],
  [['--sample', '5x5'], '--sample and --targets do not go together: it is about one database, and --targets is about many.'],
  [['--prove'], '--prove and --targets do not go together: it is about one database, and --targets is about many.'],
  [
    ['--allow-missing-extension', 'x'],
    '--allow-missing-extension and --targets do not go together: nothing is replayed for --targets.',
  ],
])('%j does not go with --targets', async (args, sentence) => {
  const { code, stdout, stderr } = await runMain(['check', '--targets', 't.yaml', ...args])
  expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: `error: ${sentence}\n` })
})

test('a file without a name is no file', async () => {
  expect((await runMain(['check', '--targets', ''])).stderr).toMatch(/It is empty\. Name a file or folder\./u)
})
