import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { ConfigText } from './config-schema.ts'
import type { Mistake } from './mistake.ts'
import type { Problem } from './problems.ts'
import type { YamlFile } from './yaml-file.ts'

/** The user's config as it was written, with its place for later mistakes; `folder` is what its paths are relative to. */
export interface Config {
  readonly text: ConfigText
  readonly yaml: YamlFile
  readonly folder: string
}

export const CONFIG_FILE = 'pte-db-audit.yaml'

/** Reads `--config`, or `pte-db-audit.yaml` in the working directory where there is one. Null config: none, or mistakes. */
export async function readConfig(
  cwd: string,
  file: string | undefined,
): Promise<{ readonly config: Config | null; readonly mistakes: readonly Mistake[] }> {
  const name = file ?? CONFIG_FILE
  const path = resolve(cwd, name)
  if (file === undefined && !existsSync(path)) return { config: null, mistakes: [] }
  // The YAML library costs more than everything else of a run's start; only a run that has YAML to read loads it.
  const [{ readYaml }, { validate }, { configSchema }, { mistakesIn }] = await Promise.all([
    import('./yaml-file.ts'),
    import('./problems.ts'),
    import('./config-schema.ts'),
    import('./parse-rule.ts'),
  ])
  const read = await readYaml(path, name)
  if (!('yaml' in read)) return { config: null, mistakes: read.mistakes }
  const { yaml } = read
  const validated = validate(configSchema, yaml.value)
  const problems = 'output' in validated ? unexplained(validated.output) : validated.problems
  if (!('output' in validated) || problems.length) return { config: null, mistakes: mistakesIn(yaml, problems) }
  return { config: { text: validated.output, yaml, folder: dirname(join(path)) }, mistakes: [] }
}

/** A rule that is switched off without a reason is one that nobody will ever switch on again. */
function unexplained({ overrides = {} }: ConfigText): Problem[] {
  return Object.entries(overrides)
    .filter(([, { off, reason }]) => off && !reason)
    .map(([id]) => ({ path: ['overrides', id], onKey: true, message: 'is switched off without a reason. Add "reason: …".' }))
}
