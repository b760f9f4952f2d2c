import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { ConfigText } from './config-schema.ts'
import type { Mistake } from './mistake.ts'
import type { YamlFile } from './yaml-file.ts'

/** The user's config as it was written, with its place for later mistakes; `folder` is what its paths are relative to. */
export interface Config {
  readonly text: ConfigText
  readonly yaml: YamlFile
  readonly folder: string
}

/** Null config: there is none, or there are mistakes in it. */
export interface ReadConfig {
  readonly config: Config | null
  readonly mistakes: readonly Mistake[]
}

export const CONFIG_FILE = 'pte-db-audit.yaml'

/** Reads `--config`, or `pte-db-audit.yaml` in the working directory where there is one. */
export async function readConfig(cwd: string, file: string | undefined): Promise<ReadConfig> {
  const name = file ?? CONFIG_FILE
  const path = resolve(cwd, name)
  if (file === undefined && !existsSync(path)) return { config: null, mistakes: [] }
  // The YAML library costs more than everything else of a run's start; only a run that has YAML to read loads it.
  return (await import('./read-config.ts')).readConfigFile(path, name)
}
