import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checks } from '../src/checks/index.ts'
import { packageRoot } from '../src/package-root.ts'
import type { CompiledRule } from '../src/rules/built-in.ts'
import { readExamples } from '../src/rules/examples.ts'
import { mistakeText } from '../src/rules/mistake.ts'
import { parseRules } from '../src/rules/override.ts'
import { readPacks } from '../src/rules/read-packs.ts'
import { loadParser } from '../src/sql/parse.ts'

/**
 * Writes `rules.json` (the built-in packs, held against their schemas) and `examples.json` (their fixtures) beside the bundle, so that
 * a run needs no YAML for them and `explain` has its examples in the tarball. Throws with every mistake of every rule file.
 */
export async function compileRules(folder: string): Promise<void> {
  await loadParser()
  const byId = new Map(checks.map((check) => [check.id, check]))
  const { written, mistakes } = await readPacks([join(packageRoot, 'rules')], packageRoot, byId)
  const parsed = parseRules(written, null, byId)
  const wrong = [...mistakes, ...parsed.mistakes]
  if (wrong.length) throw new Error(wrong.map(mistakeText).join('\n'))
  const rules: CompiledRule[] = written.map(({ yaml, text }) => ({ file: yaml.file, text }))
  const examples = await Promise.all(rules.map(async ({ text }) => [text.id, await readExamples(text.id)] as const))
  await mkdir(folder, { recursive: true })
  await writeWhole(join(folder, 'rules.json'), rules)
  await writeWhole(join(folder, 'examples.json'), Object.fromEntries(examples.filter(([, list]) => list.length)))
}

/** By way of a temporary file: a run in another terminal may be reading it. */
async function writeWhole(file: string, value: unknown): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`
  await writeFile(temporary, `${JSON.stringify(value)}\n`)
  await rename(temporary, file)
}
