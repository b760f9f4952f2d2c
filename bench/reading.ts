import type { Snapshot, Statement } from '../src/snapshot.ts'
import { loadParser } from '../src/sql/parse.ts'
import { readWorkload } from '../src/workload/read-workload.ts'
import { suspectsIn } from '../src/workload/suspects.ts'
import { medians } from './process.ts'

const SIZES = [1000, 5000, 20_000] as const

/** ms for each number of statements: shaping them, and then looking for lookups that run once per row. */
export type Reading = ReadonlyMap<number, { readonly shaping: number; readonly pairing: number }>

/** What a workload costs by its size, on a schema of a hundred tables that refer to one another. */
export async function measureReading(rounds: number): Promise<Reading> {
  await loadParser()
  const relations = schema()
  const reading = new Map<number, { readonly shaping: number; readonly pairing: number }>()
  for (const size of SIZES) {
    const statements = Array.from({ length: size }, (_, at) => statementOf(at))
    let pairing = 0
    const { shaping } = await medians(rounds, {
      shaping: () => {
        // An object of its own, or the second round would find the first one's reading.
        const workload = { ...WORKLOAD, statements }
        const begun = performance.now()
        readWorkload({ workload, relations })
        const shaped = performance.now()
        suspectsIn({ workload, relations })
        pairing = performance.now() - shaped
        return shaped - begun
      },
    })
    reading.set(size, { shaping, pairing })
  }
  return reading
}

const TABLES = 100
const WORKLOAD = {
  available: true,
  schema: 'public',
  extensionVersion: '1.12',
  deallocations: 0,
  statsReset: null,
  leftOut: [],
} as const

const column = (name: string, type: string) => ({ name, type, baseType: type, notNull: true, statistics: null })

function schema(): Snapshot['relations'] {
  return Array.from({ length: TABLES }, (_, at) => ({
    schema: 'public',
    name: `t${at}`,
    kind: 'table',
    partitionOf: null,
    viewDefinition: null,
    tuples: 10_000,
    columns: [
      column('id', 'integer'),
      column('parent_id', 'integer'),
      column('created_at', 'timestamp'),
      column('data', 'jsonb'),
    ],
    indexes: [],
    constraints: [
      { type: 'primary key', columns: ['id'], references: null },
      {
        type: 'foreign key',
        columns: ['parent_id'],
        references: { schema: 'public', relation: `t${(at + 1) % TABLES}`, columns: ['id'] },
      },
    ],
  })) as unknown as Snapshot['relations']
}

/** Lists, lookups of their rows, joins and documents; `at` makes each another text. */
function statementOf(at: number): Statement {
  const [table, next] = [`t${at % TABLES}`, `t${(at + 1) % TABLES}`]
  const texts = [
    `select * from ${table} where parent_id = $1 order by created_at desc limit ${at}`,
    `select id, created_at from ${table} where id = $1 limit ${at}`,
    `select a.*, b.created_at from ${table} a join ${next} b on b.id = a.parent_id where a.created_at > $1 limit ${at}`,
    `select data->>$1 from ${table} where (data->>$2)::int > $3 limit ${at}`,
  ]
  const kind = Math.floor(at / TABLES) % texts.length
  const calls = kind === 1 ? 1000 + at : 50
  const times = { totalTime: calls, meanTime: 1, minTime: 1, maxTime: 1, deviation: 0, plans: 0, planTime: 0 }
  const blocks = { sharedBlocksHit: calls, sharedBlocksRead: 0, tempBlocksWritten: 0 }
  return {
    queryId: String(at),
    query: texts[kind] ?? '',
    role: 'app',
    toplevel: true,
    calls,
    rows: calls * 5,
    ...times,
    ...blocks,
  }
}
