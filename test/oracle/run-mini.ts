import pg from 'pg'
import { startServer } from '/work/main/test/server.ts'
import { compareWithPlanner } from '/work/main/test/oracle/planner-mini.ts'
const major = Number(process.argv[2]) as 18
const s = await startServer(major)
const client = new pg.Client({ connectionString: s.url }); await client.connect()
const c = { parameters: {}, embedded: false, async simple(sql: string, onRow?: any) { const r = await client.query({ text: sql, rowMode: 'array', types: { getTypeParser: () => (x: string) => x } } as any) as any; const list = Array.isArray(r) ? r : [r]; list.forEach((x, i) => x.rows.forEach((row: any) => onRow?.(i, row))) }, close: async () => { await client.end() }, cancel: async () => {} }
try { const t = performance.now(); const r = await compareWithPlanner(c as any); console.log(major, r.pairs, r.served, r.disagreements.length, Math.round(performance.now() - t)); for (const d of r.disagreements.slice(0, Number(process.argv[3] ?? 40))) console.log(d.slice(0, 330)) } finally { await client.end(); await s.stop() }
process.exit(0)
