import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packageRoot } from '../package-root.ts'
import type { Checks, WrittenRule } from './parse-rule.ts'
import type { Packs } from './read-packs.ts'
import type { RuleText } from './rule-schema.ts'

/** A built-in rule as the build leaves it in `dist/rules.json`: already held against the rule schema. */
export interface CompiledRule {
  readonly file: string
  readonly text: RuleText
}

/** Beside the bundle in `dist`; beside this source file there is none, so that an edited rule is never read stale. */
const compiled = fileURLToPath(new URL('./rules.json', import.meta.url))

/** The packs that ship: from the build's JSON where that is what runs, from the YAML files in development. */
export async function builtInRules(checks: Checks): Promise<Packs> {
  if (existsSync(compiled)) {
    const rules = JSON.parse(await readFile(compiled, 'utf8')) as readonly CompiledRule[]
    return { written: rules.map(writtenOf), mistakes: [] }
  }
  const { readPacks } = await import('./read-packs.ts')
  return readPacks([join(packageRoot, 'rules')], packageRoot, checks)
}

const writtenOf = ({ file, text }: CompiledRule): WrittenRule => ({
  yaml: { file, value: text, at: () => ({ line: null, column: null }) },
  text,
})
