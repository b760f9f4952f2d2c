// Writes what ships into dist: the command line, the library and the worker thread of the embedded database as bundles, the library's types,
// the rules as JSON, the licences of what is bundled. Modules that only some commands need stay behind dynamic imports and become chunks of their own.
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, join, sep } from 'node:path'
import { build } from 'esbuild'
import { tsImport } from 'tsx/esm/api'
import { declarations } from './declarations.mjs'
import { thirdPartyLicenses } from './third-party-licenses.mjs'
import { writeIfChanged } from './write-if-changed.mjs'

const types = declarations()
const { metafile, outputFiles } = await build({
  entryPoints: { main: 'src/cli/main.ts', index: 'src/index.ts', worker: 'src/scratch/worker.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minify: true,
  // Class names of errors are read by people.
  keepNames: false,
  legalComments: 'none',
  chunkNames: 'chunk-[hash]',
  external: ['@electric-sql/*', 'drizzle-orm', 'drizzle-orm/*', 'libpg-query', 'oxc-parser', 'pg-native'],
  // node-postgres and cli-table3 are CommonJS: their require of node's own modules needs a real require.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  // node-postgres asks whether it runs on Cloudflare by touching globals that make node load its whole HTTP client: 60 ms.
  define: { Response: 'undefined', navigator: 'undefined' },
  metafile: true,
  write: false,
  logLevel: 'warning',
})

const files = new Map(outputFiles.map((file) => [basename(file.path), file.contents]))
files.set('THIRD-PARTY-LICENSES.txt', Buffer.from(thirdPartyLicenses(Object.keys(metafile.inputs))))
for (const [path, text] of await types) files.set(join('types', path), text)

// Files are swapped one by one and only where they differ: a test run in another terminal may be using them.
for (const [name, contents] of files) writeIfChanged(join('dist', name), contents)

const { compileRules } = await tsImport('./compile-rules.ts', import.meta.url)
await compileRules('dist')

const kept = new Set([...files.keys(), 'rules.json', 'examples.json'])
for (const name of readdirSync('dist', { recursive: true }))
  if (![...kept].some((file) => file === name || file.startsWith(name + sep)) && !name.endsWith('.tmp'))
    rmSync(join('dist', name), { recursive: true, force: true })

if (process.argv.includes('--sizes')) for (const [name] of files) console.log(name, readFileSync(join('dist', name)).length)
