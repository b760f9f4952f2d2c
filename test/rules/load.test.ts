import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { checks } from '../../src/checks/index.ts'
import { AuditError } from '../../src/errors.ts'
import { loadRules, type Loaded } from '../../src/rules/load.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { temporaryFolder } from './temporary-folder.ts'

beforeAll(loadParser)

const rule = (id: string, more = ''): string => `id: ${id}
severity: warn
summary: Orders of a customer come from an index
why: The order page is slow without it.
check: index
tables: [orders]
params:
  equal: [customer_id]
${more}`

const load = (cwd: string, paths: readonly string[] = [], config?: string): Promise<Loaded> =>
  loadRules({ cwd, paths, config, checks })

/** The lines of the mistakes that loading a folder's `packs` ends with. */
async function mistakes(files: Readonly<Record<string, string | Uint8Array>>, paths = Object.keys(files)): Promise<string[]> {
  const error: unknown = await load(temporaryFolder(files), paths).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(AuditError)
  expect((error as AuditError).kind).toBe('config')
  // Mistakes of the built-in rules would fail tests of their own.
  return (error as AuditError).message.split('\n').filter((line) => !line.startsWith('rules/'))
}

describe('what loads', () => {
  test('the built-in rules, sorted by id, each named after its file', async () => {
    const { rules, off, config } = await load(temporaryFolder({}))
    expect(rules.length).toBeGreaterThan(15)
    expect(rules.map(({ id }) => id)).toEqual(rules.map(({ id }) => id).toSorted())
    for (const { id, file } of rules) expect([`rules/plan/${id}.yaml`, `rules/postgres/${id}.yaml`]).toContain(file)
    expect([off, config]).toEqual([[], null])
  })

  test('a file and a folder at any depth, beside the built-in ones, each file once', async () => {
    const folder = temporaryFolder({ 'own/deep/a-rule.yml': rule('a-rule'), 'own/b-rule.yaml': rule('b-rule') })
    const { rules } = await load(folder, ['own', 'own/b-rule.yaml'])
    const own = rules.filter(({ file }) => file.startsWith('own/'))
    expect(own.map(({ id, file }) => [id, file])).toEqual([
      ['a-rule', 'own/deep/a-rule.yml'],
      ['b-rule', 'own/b-rule.yaml'],
    ])
    expect(own[0]).toMatchObject({ plan: null, phase: null, priority: null, severity: 'warn', tables: ['orders'] })
  })

  test('a byte order mark and CRLF are no mistakes', async () => {
    const text = `\u{feff}${rule('windows-rule').replaceAll('\n', '\r\n')}`
    const { rules } = await load(temporaryFolder({ 'windows-rule.yaml': text }), ['windows-rule.yaml'])
    expect(rules.some(({ id }) => id === 'windows-rule')).toBe(true)
  })

  test('anchors and merge keys that expand to little are read', async () => {
    const text = rule('anchored').replace('tables: [orders]', 'tables: &t [orders]').replace('[customer_id]', '*t')
    const { rules } = await load(temporaryFolder({ 'anchored.yaml': text }), ['anchored.yaml'])
    expect(rules.some(({ id }) => id === 'anchored')).toBe(true)
  })
})

describe('mistakes in a rule', () => {
  test('all of them at once, each with its line and column and what to write', async () => {
    const text = `id: Wrong_Name
plan: 1.1
severity: eror
summary: ""
chekc: index
check: index
tables: orders
params:
  equal: [customer_id, 7]
  ordre: [created_at desc]
`
    expect(await mistakes({ 'x.yaml': text })).toMatchInlineSnapshot(`
      [
        "x.yaml:1:1 why: is missing. Every one of these needs it.",
        "x.yaml:1:5 id: "Wrong_Name" is not a rule id. Use lower-case words joined by hyphens, as in "user-attempts-history".",
        "x.yaml:2:7 plan: 1.1 is a number; text is expected. Put it in quotes: "1.1".",
        "x.yaml:3:11 severity: "eror" is not one of error, warn or info. Did you mean "error"?",
        "x.yaml:4:10 summary: "" is empty. Write a sentence.",
        "x.yaml:5:1 chekc: "chekc" is not a key here. Did you mean "check"?",
        "x.yaml:7:9 tables: "orders" is text; a list is expected. Write [orders].",
        "x.yaml:9:24 params.equal[1]: 7 is a number; text is expected. Put it in quotes: "7".",
        "x.yaml:10:3 params.ordre: "ordre" is not a key here. Did you mean "order"?",
      ]
    `)
  })

  test('params of every check are looked at once the rule itself is right', async () => {
    const text = rule('two-wrong').replace('equal: [customer_id]', 'equal: 7\n  ordre: [created_at]')
    expect(await mistakes({ 'two-wrong.yaml': text })).toMatchInlineSnapshot(`
      [
        "two-wrong.yaml:8:10 params.equal: 7 is a number; a list is expected. Write [7].",
        "two-wrong.yaml:9:3 params.ordre: "ordre" is not a key here. Did you mean "order"?",
      ]
    `)
  })

  test('several files, all reported', async () => {
    const found = await mistakes({
      'a.yaml': rule('a').replace('warn', 'loud'),
      'b.yaml': rule('b').replace('check: index', 'check: indexx'),
    })
    expect(found).toMatchInlineSnapshot(`
      [
        "a.yaml:2:11 severity: "loud" is not one of error, warn or info.",
        "b.yaml:5:8 check: "indexx" is not a check. Did you mean "index"?",
      ]
    `)
  })

  test('an unknown check lists the checks when nothing is near', async () => {
    const [found] = await mistakes({ 'a.yaml': rule('a').replace('check: index', 'check: horoscope') })
    expect(found).toContain('a.yaml:5:8 check: "horoscope" is not a check. The checks are archiving, bounds, ')
  })

  test('a table check without tables', async () => {
    expect(await mistakes({ 'a.yaml': rule('a').replace('tables: [orders]\n', '') })).toMatchInlineSnapshot(`
      [
        "a.yaml:1:1 tables: is missing. The check "index" looks at tables: name them.",
      ]
    `)
  })

  test('an id that is not the file name, an id that is taken, in a pack or by a built-in rule', async () => {
    const taken = {
      'one/same.yaml': rule('same'),
      'two/same.yaml': rule('same'),
      'attempts-user-history.yaml': rule('attempts-user-history'),
    }
    expect(await mistakes({ ...taken, 'other.yaml': rule('another') })).toMatchInlineSnapshot(`
      [
        "attempts-user-history.yaml:1:5 id: "attempts-user-history" is already the id of rules/plan/attempts-user-history.yaml. Give it another, or change that rule under "overrides" in the config.",
        "other.yaml:1:5 id: "another" is not the file's name. Write "other", or name the file another.yaml.",
        "two/same.yaml:1:5 id: "same" is already the id of one/same.yaml. Give it another, or change that rule under "overrides" in the config.",
      ]
    `)
  })

  test('keys that every object has are unknown keys too', async () => {
    const found = await mistakes({ 'a.yaml': rule('a', 'constructor: 1\ntoString: 2\n__proto__: 3\n') })
    expect(found.map((line) => line.replace(/ The keys are.*/, ''))).toMatchInlineSnapshot(`
      [
        "a.yaml:9:1 constructor: "constructor" is not a key here.",
        "a.yaml:10:1 toString: "toString" is not a key here.",
        "a.yaml:11:1 __proto__: "__proto__" is not a key here.",
      ]
    `)
  })

  test('a document that is no map', async () => {
    expect(await mistakes({ 'a.yaml': '- just\n- a list\n' })).toMatchInlineSnapshot(`
      [
        "a.yaml:1:1 is a list; a map of keys is expected. Write "key: value" lines.",
      ]
    `)
    expect(await mistakes({ 'a.yaml': 'text' })).toMatchInlineSnapshot(`
      [
        "a.yaml:1:1 "text" is text; a map of keys is expected.",
      ]
    `)
    expect(await mistakes({ 'a.yaml': 'null' })).toMatchInlineSnapshot(`
      [
        "a.yaml:1:1 is empty. Write a map of keys, or leave the key out.",
      ]
    `)
  })
})

describe('files that are no rule files', () => {
  test('absent, empty, a comment, a folder without rules, a folder where a rule file was meant', async () => {
    const folder = temporaryFolder({ 'empty.yaml': '', 'comment.yaml': '# nothing yet\n', 'notes/readme.txt': 'x' })
    mkdirSync(join(folder, 'odd', 'dir.yaml'), { recursive: true })
    const error: unknown = await load(folder, ['absent.yaml', 'empty.yaml', 'comment.yaml', 'notes', 'odd']).catch(
      (thrown: unknown) => thrown,
    )
    expect(
      String((error as Error).message)
        .split('\n')
        .map((line) => line.replaceAll(folder, '')),
    ).toMatchInlineSnapshot(`
      [
        "absent.yaml does not exist. Check the path; it is taken from where the command runs.",
        "comment.yaml:1:1 is empty. Write a rule, or remove the file.",
        "empty.yaml:1:1 is empty. Write a rule, or remove the file.",
        "notes holds no *.yaml file. Name a folder of rules, or a rule file.",
        "odd holds no *.yaml file. Name a folder of rules, or a rule file.",
      ]
    `)
  })

  test('binary, UTF-16, enormous', async () => {
    const files = {
      'binary.yaml': new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0xff]),
      'nul.yaml': 'id: a\0b\n',
      'utf16.yaml': Buffer.from(`\u{feff}${rule('utf16')}`, 'utf16le'),
      'large.yaml': `${rule('large')}# ${'x'.repeat(250_001)}\n`,
    }
    expect(await mistakes(files)).toMatchInlineSnapshot(`
      [
        "binary.yaml is not text in UTF-8. Save it as UTF-8, or name another file.",
        "large.yaml has 250179 bytes; more than 250000 are not read. Name the YAML file that is meant.",
        "nul.yaml is a binary file. Name a YAML file.",
        "utf16.yaml is not text in UTF-8. Save it as UTF-8, or name another file.",
      ]
    `)
  })

  test('syntax errors with their place, a key written twice, a tab', async () => {
    const files = {
      'open.yaml': 'id: [open\nseverity: warn\n',
      'twice.yaml': rule('twice', 'severity: info\n'),
      'tab.yaml': 'id: tab\nparams:\n\tequal: [a]\n',
    }
    const found = await mistakes(files)
    expect(found.every((line) => /^(open|twice|tab)\.yaml:\d+:\d+ /.test(line))).toBe(true)
    expect(found.find((line) => line.startsWith('twice'))).toBe('twice.yaml:9:1 This key is written twice. Keep one of them.')
  })

  test('several documents in one file', async () => {
    expect(await mistakes({ 'a.yaml': `${rule('a')}---\n${rule('b')}` })).toMatchInlineSnapshot(`
      [
        "a.yaml:9:1 A second document begins here; a file holds one. Put it into a file of its own.",
      ]
    `)
  })

  test('a billion laughs, and nesting without end', async () => {
    const laughs = Array.from(
      { length: 12 },
      (_, at) => `a${at}: &a${at} [${Array.from({ length: 9 }, () => (at ? `*a${at - 1}` : 'lol')).join(', ')}]`,
    )
    const files = { 'bomb.yaml': laughs.join('\n'), 'deep.yaml': '['.repeat(200_000) }
    const found = await mistakes(files)
    expect(found[0]).toBe('bomb.yaml:1:1 uses aliases (*name) that expand to an enormous value. Write the values out.')
    expect(found[1]).toMatch(/^deep.yaml/)
  }, 20_000)

  test('thousands of mistakes are cut, not printed', async () => {
    const found = await mistakes({ 'a.yaml': rule('a', Array.from({ length: 5000 }, (_, at) => `key${at}: 1`).join('\n')) })
    expect(found).toHaveLength(101)
    expect(found.at(-1)).toBe('… and 4900 more mistakes.')
  })
})

const config = (text: string): Promise<Loaded> =>
  load(temporaryFolder({ 'pte-db-audit.yaml': text, 'own/a-rule.yaml': rule('a-rule') }))

const wrong = async (text: string): Promise<string[]> => {
  const error: unknown = await config(text).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(AuditError)
  return (error as AuditError).message.split('\n')
}

describe('the config', () => {
  test('adds rules, changes severity, tables and params, switches one off with its reason', async () => {
    const { rules, off } = await config(`
rules: [own]
overrides:
  a-rule: { severity: info, tables: [invoices], params: { order: [created_at desc] } }
  attempts-user-history: { off: true, reason: our history page is gone }
`)
    const changed = rules.find(({ id }) => id === 'a-rule')
    expect(changed).toMatchObject({ severity: 'info', tables: ['invoices'] })
    // Merged: the key that was not overridden is still there.
    expect(changed?.params).toMatchObject({ equal: expect.anything(), order: expect.anything() })
    expect(off).toEqual([{ id: 'attempts-user-history', reason: 'our history page is gone' }])
    expect(rules.some(({ id }) => id === 'attempts-user-history')).toBe(false)
  })

  test('mistakes of the config, of its overrides and of the rules come together', async () => {
    expect(
      await wrong(`rules: [own]
schema: [app]
statementTimeout: 0
overrides:
  a-rule: { severity: loud }
  attempt-user-history: { off: true }
names: { tables: { users: "" } }
`),
    ).toMatchInlineSnapshot(`
      [
        "pte-db-audit.yaml:2:1 schema: "schema" is not a key here. Did you mean "schemas"?",
        "pte-db-audit.yaml:3:19 statementTimeout: 0 is below 1. Write milliseconds, such as 30000.",
        "pte-db-audit.yaml:5:23 overrides.a-rule.severity: "loud" is not one of error, warn or info.",
        "pte-db-audit.yaml:7:27 names.tables.users: "" is empty. Write the name that the database uses.",
      ]
    `)
  })

  test('an override that breaks a rule is reported where it stands', async () => {
    expect(
      await wrong(`rules: [own]
overrides:
  a-rule:
    params: { equal: 7 }
  attempts-user-histroy: { severity: warn }
  activity-user: { off: true }
  leaderboard: { params: { oder: [x] } }
`),
    ).toMatchInlineSnapshot(`
      [
        "pte-db-audit.yaml:6:3 overrides.activity-user: is switched off without a reason. Add "reason: …".",
      ]
    `)
    expect(
      await wrong(`rules: [own]
overrides:
  a-rule:
    params: { equal: 7 }
  attempts-user-histroy: { severity: warn }
  leaderboard: { params: { oder: [x] } }
`),
    ).toMatchInlineSnapshot(`
      [
        "pte-db-audit.yaml:4:22 overrides.a-rule.params.equal: 7 is a number; a list is expected. Write [7].",
        "pte-db-audit.yaml:5:3 overrides.attempts-user-histroy: "attempts-user-histroy" is not a rule. Did you mean "attempts-user-history"?",
        "pte-db-audit.yaml:6:28 overrides.leaderboard.params.oder: "oder" is not a key here. Did you mean "order"?",
      ]
    `)
  })

  test('--config names another file; its paths are relative to it; a missing one is a mistake', async () => {
    const folder = temporaryFolder({ 'ci/audit.yaml': 'rules: [packs]\n', 'ci/packs/a-rule.yaml': rule('a-rule') })
    const { rules } = await load(folder, [], 'ci/audit.yaml')
    expect(rules.find(({ id }) => id === 'a-rule')?.file).toBe('ci/packs/a-rule.yaml')
    await expect(load(folder, [], 'ci/absent.yaml')).rejects.toThrow('ci/absent.yaml does not exist.')
  })
})
