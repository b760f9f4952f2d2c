import { dirname } from 'node:path'
import { configSchema, type ConfigText } from './config-schema.ts'
import type { ReadConfig } from './config.ts'
import { mistakesIn } from './parse-rule.ts'
import { type Problem, validate } from './problems.ts'
import { readYaml } from './yaml-file.ts'

/** Reads a config file that is there. */
export async function readConfigFile(path: string, name: string): Promise<ReadConfig> {
  const read = await readYaml(path, name)
  if (!('yaml' in read)) return { config: null, mistakes: read.mistakes }
  const { yaml } = read
  const validated = validate(configSchema, yaml.value)
  const problems = 'output' in validated ? unexplained(validated.output) : validated.problems
  if (!('output' in validated) || problems.length) return { config: null, mistakes: mistakesIn(yaml, problems) }
  return { config: { text: validated.output, yaml, folder: dirname(path) }, mistakes: [] }
}

/** A rule that is switched off without a reason is one that nobody will ever switch on again. */
function unexplained({ overrides = {} }: ConfigText): Problem[] {
  return Object.entries(overrides)
    .filter(([, { off, reason }]) => off && !reason)
    .map(([id]) => ({ path: ['overrides', id], onKey: true, message: 'is switched off without a reason. Add "reason: …".' }))
}
