import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { parseSync } from 'oxc-parser'

const tsc = join(dirname(fileURLToPath(import.meta.resolve('typescript/package.json'))), 'bin', 'tsc')

/**
 * The declarations of the library, by path (`index.d.ts`, `library/options.d.ts`): of all that tsc writes, what src/index.ts leads to.
 * tsc leaves `./x.ts` in them (rewriteRelativeImportExtensions is for code), and older compilers and other tools do not look behind that.
 */
export async function declarations() {
  const folder = mkdtempSync(join(tmpdir(), 'pte-db-audit-types-'))
  try {
    await promisify(execFile)(process.execPath, [tsc, '--project', 'tsconfig.types.json', '--outDir', folder])
    const found = new Map()
    const follow = (path) => {
      if (found.has(path)) return
      const text = readFileSync(join(folder, path), 'utf8')
      const specifiers = relativeImports(path, text)
      found.set(path, withExtension(text, specifiers))
      for (const { value } of specifiers) follow(join(dirname(path), value.replace(/\.ts$/, '.d.ts')))
    }
    follow('index.d.ts')
    return found
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The specifiers behind `from`, last first. */
function relativeImports(path, text) {
  const { module } = parseSync(path, text)
  const exported = module.staticExports.flatMap(({ entries }) => entries.map(({ moduleRequest }) => moduleRequest))
  const all = [...module.staticImports.map(({ moduleRequest }) => moduleRequest), ...exported.filter(Boolean)]
  // Names that one `export … from` gives on have the specifier in common.
  const byStart = new Map(all.map((specifier) => [specifier.start, specifier]))
  return [...byStart.values()].filter(({ value }) => value.startsWith('.')).toSorted((a, b) => b.start - a.start)
}

const withExtension = (text, specifiers) =>
  specifiers.reduce(
    (done, { start, end, value }) => `${done.slice(0, start)}'${value.replace(/\.ts$/, '.js')}'${done.slice(end)}`,
    text,
  )
