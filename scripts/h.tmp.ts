import { connect } from '../src/source/server.ts'
import { collect } from '../src/collect/collect.ts'
const t0=performance.now()
const c = await connect(process.argv[2], process.env)
const t1=performance.now()
const o = { source: {kind:'server' as const,label:'x'}, tool:'0', schemas: [], statementTimeout: 60000, lockTimeout: 1000, notes: [], standIns: [], now: ()=>new Date() }
const s = await collect(c, o)
const t2=performance.now()
await c.close()
console.log('connect', t1-t0|0, 'collect', t2-t1|0, 'process', performance.now()|0, 'rss', process.resourceUsage().maxRSS/1024|0)
console.log(s.unread, s.notes, s.relations.length, s.relations.reduce((a,r)=>a+r.indexes.length,0), s.relations.reduce((a,r)=>a+r.columns.length,0), s.workload.available && s.workload.statements.length, s.workload.available ? s.workload.leftOut : s.workload.reason)
