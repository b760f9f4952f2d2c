// Bundles what ships: one entry for the command line, one for the worker thread of the embedded database.
// Modules that only some commands need stay behind dynamic imports and become chunks of their own.
import { rmSync } from 'node:fs'
import { build } from 'esbuild'

rmSync('dist', { recursive: true, force: true })
await build({
  entryPoints: { main: 'src/cli/main.ts', worker: 'src/scratch/worker.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minifyWhitespace: true,
  minifySyntax: true,
  keepNames: false,
  legalComments: 'linked',
  chunkNames: 'chunk-[hash]',
  external: ['@electric-sql/*', 'drizzle-orm', 'drizzle-orm/*', 'libpg-query', 'pg-native'],
  // node-postgres and cli-table3 are CommonJS: their require of node's own modules needs a real require.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
})
