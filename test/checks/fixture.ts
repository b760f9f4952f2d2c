import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { packageRoot } from '../../src/package-root.ts'
import { baseOf, type FixtureBase, type FixtureSources, partsOf, sourcesOf } from './fixture-sources.ts'
import { workloadOf } from './fixture-workload.ts'

/** A schema that breaks a rule's promise (`bad-`) or keeps it (`good-`), with what its leading comments say about it. */
export interface Fixture {
  readonly rule: string
  readonly name: string
  readonly sql: string
  /** `-- expect: weaker overall_score`: verdict (or status, for what is no pass) and subject. */
  readonly expected: readonly string[]
  /** `-- check-data`: rows are counted. */
  readonly checkData: boolean
  /**
   * `-- snapshot: { settings: … }`: laid over the collected snapshot, for what an embedded database has not: a server's settings,
   * its statistics and its standbys. Each `-- statement: { query: …, calls: 100, meanTime: 5 }` is one of its workload.
   */
  readonly overlay: unknown
  /** What there is beside the database; null where there is nothing. */
  readonly sources: FixtureSources | null
  readonly base: FixtureBase | null
  readonly golden: string
}

const root = join(packageRoot, 'fixtures')

/** Folders of fixtures by the rule they are named after: those that hold a good or a bad one. */
export const fixtureFolders = (): readonly string[] =>
  readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && namesIn(entry.name).length > 0)
    .map(({ name }) => name)

const namesIn = (rule: string): readonly string[] =>
  readdirSync(join(root, rule))
    .filter((file) => file.endsWith('.sql') && (file.startsWith('bad-') || file.startsWith('good-')))
    .map((file) => file.slice(0, -'.sql'.length))

/** Files of a rule's folder that are neither a fixture nor the golden of one. */
export const strayFiles = (rule: string): readonly string[] =>
  readdirSync(join(root, rule)).filter((file) => {
    const [base, kind] = [file.slice(0, file.lastIndexOf('.')), file.slice(file.lastIndexOf('.'))]
    return !namesIn(rule).includes(base) || (kind !== '.sql' && kind !== '.json')
  })

export function fixturesOf(rule: string): readonly Fixture[] {
  if (!existsSync(join(root, rule))) return []
  return namesIn(rule)
    .toSorted()
    .map((name) => {
      const whole = readFileSync(join(root, rule, `${name}.sql`), 'utf8')
      const parts = partsOf(whole)
      const said = (key: string): readonly string[] =>
        whole.split('\n').flatMap((line) => (line.startsWith(`-- ${key}`) ? [line.slice(`-- ${key}`.length).trim()] : []))
      return {
        rule,
        name,
        sql: parts.database ?? parts.migrations ?? '',
        sources: sourcesOf(parts, said),
        base: baseOf(parts, said),
        expected: said('expect:'),
        checkData: said('check-data').length > 0,
        overlay: workloadOf(
          said('snapshot:').map((text): unknown => parse(text))[0] ?? null,
          said('statement:').map((text): unknown => parse(text)),
        ),
        golden: join(root, rule, `${name}.json`),
      }
    })
}
