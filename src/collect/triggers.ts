import type { Function, Trigger } from '../snapshot.ts'
import { scanTokens } from '../sql/parse.ts'
import { bySchemaAndName } from './catalog.ts'
import type { Catalog, Reading, Writable } from './catalog.ts'
import { commentOf, joinComment } from './comments.ts'
import type { TextRow } from './connection.ts'
import { MARK } from './message.ts'
import { andOfChosen, FIRST_USER_OID, inUserSchemas } from './user-relations.ts'
import { number, text, vector } from './value.ts'

/** tgtype, src/include/catalog/pg_trigger.h */
const ROW = 1
const BEFORE = 2
const INSTEAD = 64
const EVENTS = [
  ['insert', 4],
  ['update', 16],
  ['delete', 8],
  ['truncate', 32],
] as const

const ENABLED = { O: 'origin', A: 'always', R: 'replica', D: 'disabled' } as const

export interface Triggers {
  readonly readings: readonly Reading[]
  /** Triggers with a WHEN condition: PostgreSQL prints it only inside the whole definition, see `when.ts`. */
  readonly conditional: readonly Writable<Trigger>[]
  readonly takeFunctions: () => Function[]
}

/** The user's triggers and what they call. Copies of a partitioned table's trigger on its partitions are left out. */
export function triggers(catalog: Catalog): Triggers {
  const conditional: Writable<Trigger>[] = []
  const functions: Function[] = []
  const where = `not t.tgisinternal and t.tgparentid = 0 and t.tgrelid >= ${FIRST_USER_OID}`
  return {
    readings: [
      {
        sections: ['triggers'],
        sql: `select ${MARK} t.tgrelid, t.tgname, t.tgtype, t.tgattr, nullif(t.tgqual is not null, false), t.tgenabled, n.nspname, p.proname,
  case when t.tgnargs > 0 then encode(t.tgargs, 'hex') end, pg_get_triggerdef(t.oid), d.description
from pg_trigger t join pg_proc p on p.oid = t.tgfoid join pg_namespace n on n.oid = p.pronamespace
${joinComment('pg_trigger', 't.oid')}
where ${where}${andOfChosen(catalog, 't.tgrelid')}`,
        row: (row) => {
          const draft = catalog.relations.get(number(row[0]))
          if (!draft) return
          const trigger = triggerOf(catalog, row, (attribute) => draft.columns[attribute]?.name ?? '')
          draft.relation.triggers.push(trigger)
          if (row[4] === 't') conditional.push(trigger)
        },
      },
      {
        sections: ['functions'],
        sql: `select ${MARK} n.nspname, p.proname, l.lanname, p.prosrc, case when e.extname is null then pg_get_functiondef(p.oid) end, e.extname
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
join pg_language l on l.oid = p.prolang
left join pg_depend d on d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e' -- member of an extension
left join pg_extension e on e.oid = d.refobjid
where p.oid in (select t.tgfoid from pg_trigger t join pg_class c on c.oid = t.tgrelid
  where ${where} and ${inUserSchemas(catalog, 'c.relnamespace')})`,
        row: (row) =>
          void functions.push({
            schema: text(row[0]),
            name: text(row[1]),
            language: text(row[2]),
            body: text(row[3]),
            definition: row[4] ?? null,
            extension: row[5] ?? null,
          }),
      },
    ],
    conditional,
    takeFunctions: () => functions.toSorted(bySchemaAndName),
  }
}

function triggerOf(catalog: Catalog, row: TextRow, columnName: (attribute: number) => string): Writable<Trigger> {
  const type = number(row[2])
  return {
    name: text(row[1]),
    timing: type & BEFORE ? 'before' : type & INSTEAD ? 'instead of' : 'after',
    level: type & ROW ? 'row' : 'statement',
    events: EVENTS.filter(([, bit]) => type & bit).map(([event]) => event),
    columns: vector(catalog, row[3]).map(columnName),
    when: null,
    enabled: ENABLED[text(row[5]) as keyof typeof ENABLED] ?? 'origin',
    function: { schema: text(row[6]), name: text(row[7]) },
    arguments: argumentsOf(row[8]),
    definition: text(row[9]),
    ...commentOf(row[10]),
  }
}

/** tgargs holds the arguments one after another, each ended by a zero byte. */
const argumentsOf = (hex: string | null | undefined): string[] =>
  hex ? Buffer.from(hex, 'hex').toString('utf8').split('\0').slice(0, -1) : []

/**
 * The condition in `create trigger … for each row when (condition) execute function …`, found by PostgreSQL's own scanner.
 * (pg_get_expr refuses it: it speaks of two rows, OLD and NEW.) Needs `loadParser()`.
 */
export function whenCondition(definition: string): string | null {
  const tokens = scanTokens(definition)
  const when = tokens.findIndex((token, position) => {
    const before = tokens[position - 1]?.text
    return token.keywordKind !== 0 && token.text === 'WHEN' && (before === 'ROW' || before === 'STATEMENT')
  })
  const open = tokens[when + 1]
  if (when < 0 || !open) return null
  let depth = 0
  for (const token of tokens.slice(when + 1)) {
    if (token.text === '(') depth++
    if (token.text === ')') depth--
    // The scanner counts bytes.
    if (depth === 0) return Buffer.from(definition).subarray(open.end, token.start).toString()
  }
  return null
}
