#!/usr/bin/env node
import module from 'node:module'
import { setFlagsFromString } from 'node:v8'

// WebAssembly (the SQL parser, the embedded PostgreSQL) is compiled once and quickly. Optimizing it too costs a short run more than it
// gives: measured 60 MB and 40 % of the time on a small database, half the time of the demo.
setFlagsFromString('--liftoff-only')
// On the command line that flag turns these off too; set so late, from V8 13 on (Node 24) it does not, and a process that is done then
// waits for what is still being optimized. Measured: 320 ms for 800.
setFlagsFromString('--no-wasm-tier-up')
setFlagsFromString('--no-wasm-dynamic-tiering')
// What is collected stays until the report: a young generation that grows copies it more often than it frees any. Measured: a fifth
// less memory on 1,000 and on 10,000 tables, for a twentieth of the time.
setFlagsFromString('--semi-space-growth-factor=1')
// The old generation would grow to a multiple of what is alive before it is looked through. Measured: a fifth less memory on 10,000 tables,
// for less than a tenth of the processor time; nothing on 1,000.
setFlagsFromString('--heap-growing-percent=60')
// A run is over before much code has earned back what optimizing it took: V8 waits sixteen times as long as usual. Measured: a quarter of
// the processor time on 1,000 tables, a fifth on 10,000. Later majors of V8 have a cheaper tier in between, and not this flag.
if (process.versions.node.startsWith('20.')) setFlagsFromString('--interrupt-budget=1081344')
// Node 22 and later keep compiled code between runs. What follows is imported after that, or it would be compiled before.
module.enableCompileCache?.()
const { run } = await import('../dist/main.js')

await run()
