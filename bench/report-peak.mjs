// Loaded with `node --import` before the measured program: leaves the process's peak resident memory (kB) in a file as it ends.
import { writeFileSync } from 'node:fs'

process.on('exit', () => writeFileSync(process.env.BENCH_PEAK_FILE, String(process.resourceUsage().maxRSS)))
