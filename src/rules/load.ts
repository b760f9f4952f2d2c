import { resolve } from 'node:path'
import { AuditError } from '../errors.ts'
import { builtInRules } from './built-in.ts'
import { readConfig, type Config, type ReadConfig } from './config.ts'
import { mistakeText, type Mistake, type Path } from './mistake.ts'
import { overridden, parseRules, type ParsedRules } from './override.ts'
import type { RuleCheck, WrittenRule } from './parse-rule.ts'

export interface LoadOptions {
  readonly cwd: string
  /** `--config`; without it `pte-db-audit.yaml` in `cwd` is read if it is there. */
  readonly config: string | undefined
  /** `--rules`: files and folders beside the built-in packs. */
  readonly paths: readonly string[]
  readonly checks: readonly RuleCheck[]
  /** Params of built-in rules that differ for what is audited, by rule; the config's overrides come after them. */
  readonly params?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

export interface Loaded extends Omit<ParsedRules, 'mistakes'> {
  readonly config: Config | null
}

/**
 * The rules of a run: built-in packs, the user's own, and the config's overrides applied, sorted by id.
 * Throws AuditError('config') with every mistake of every file, one a line. The SQL parser must have been loaded: params may hold SQL.
 */
export async function loadRules(options: LoadOptions): Promise<Loaded> {
  return loadRulesWith(await readConfig(options.cwd, options.config), options)
}

/** The same with a config that has been read, by a caller that had to know its settings first. */
export async function loadRulesWith(
  { config, mistakes }: ReadConfig,
  { cwd, paths, checks, params = {} }: Omit<LoadOptions, 'config'>,
): Promise<Loaded> {
  const byId = new Map(checks.map((check) => [check.id, check]))
  const builtIn = await builtInRules(byId)
  const own = [
    ...paths.map((path) => resolve(cwd, path)),
    ...(config?.text.rules ?? []).map((path) => resolve(config?.folder ?? cwd, path)),
  ]
  const packs = own.length ? await (await import('./read-packs.ts')).readPacks(own, cwd, byId) : { written: [], mistakes: [] }
  const adjusted = builtIn.written.map((rule) => overridden(rule, { params: params[rule.text.id] }))
  const written = [...adjusted, ...packs.written]
  const parsed = parseRules(written, config, byId)
  // While a rule file does not parse, an override of its rule is not a mistake.
  const overrides = packs.mistakes.length ? parsed.mistakes.filter(({ path }) => !isAboutRuleId(path)) : parsed.mistakes
  report([...mistakes, ...builtIn.mistakes, ...packs.mistakes, ...duplicates(written), ...overrides])
  return { config, off: parsed.off, written: parsed.written, rules: parsed.rules.toSorted((a, b) => (a.id < b.id ? -1 : 1)) }
}

/** The name of a rule in the config: under `overrides`, or of a suppression. */
const isAboutRuleId = ([first, ...rest]: Path): boolean =>
  (first === 'overrides' && rest.length === 1) || (first === 'suppressions' && rest[1] === 'rule')

/** Beyond this many a reader is served better by fixing the first ones. */
const MAX_SHOWN = 100

function report(mistakes: readonly Mistake[]): void {
  if (!mistakes.length) return
  const lines = [...new Set(mistakes.toSorted(byPlace).map(mistakeText))]
  const more = lines.length > MAX_SHOWN ? [`… and ${lines.length - MAX_SHOWN} more mistakes.`] : []
  throw new AuditError('config', [...lines.slice(0, MAX_SHOWN), ...more].join('\n'))
}

const byPlace = (a: Mistake, b: Mistake): number =>
  order(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)

const order = (a: string, b: string): number => (a < b ? -1 : Number(a > b))

function duplicates(written: readonly WrittenRule[]): Mistake[] {
  const first = new Map<string, string>()
  return written.flatMap(({ text: { id }, yaml }) => {
    const file = first.get(id)
    if (file === undefined) {
      first.set(id, yaml.file)
      return []
    }
    const message = `"${id}" is already the id of ${file}. Give it another, or change that rule under "overrides" in the config.`
    return [{ file: yaml.file, ...yaml.at(['id']), path: ['id'], message }]
  })
}
