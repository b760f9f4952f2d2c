import { readdir, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import type { Mistake } from './mistake.ts'
import { readRule, type Checks, type WrittenRule } from './parse-rule.ts'
import { readYaml } from './yaml-file.ts'

export interface Packs {
  readonly written: readonly WrittenRule[]
  readonly mistakes: readonly Mistake[]
}

/** Reads rule files and folders of them (`*.yaml`, `*.yml`, at any depth). `base` is what file names are shown relative to. */
export async function readPacks(paths: readonly string[], base: string, checks: Checks): Promise<Packs> {
  const listed = await Promise.all(paths.map((path) => listRules(resolve(base, path), nameFrom(base, resolve(base, path)))))
  // A file that is named twice, or once by itself and once by its folder, is one file.
  const files = [...new Set(listed.flatMap(({ files: found }) => found))]
  const read = await Promise.all(files.map((file) => readPackFile(file, nameFrom(base, file), checks)))
  return {
    written: read.flatMap(({ written }) => (written ? [written] : [])),
    mistakes: [...listed.flatMap(({ mistakes }) => mistakes), ...read.flatMap(({ mistakes }) => mistakes)],
  }
}

async function readPackFile(path: string, file: string, checks: Checks): Promise<ReturnType<typeof readRule>> {
  const read = await readYaml(path, file)
  return 'yaml' in read ? readRule(read.yaml, checks) : { written: null, mistakes: read.mistakes }
}

async function listRules(path: string, name: string): Promise<{ files: readonly string[]; mistakes: readonly Mistake[] }> {
  const isDirectory = await stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  )
  if (!isDirectory) return { files: [path], mistakes: [] }
  const files = (await readdir(path, { recursive: true, withFileTypes: true }))
    .filter((entry) => /\.ya?ml$/.test(entry.name) && !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
  if (files.length) return { files, mistakes: [] }
  const message = 'holds no *.yaml file. Name a folder of rules, or a rule file.'
  return { files, mistakes: [{ file: name, line: null, column: null, path: [], message }] }
}

/** Relative where that is shorter to read, with `/` everywhere. */
function nameFrom(base: string, path: string): string {
  const near = relative(base, path)
  return (near === '' || near.startsWith('..') || isAbsolute(near) ? path : near).split(sep).join('/')
}
