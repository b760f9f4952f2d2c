import type { Node } from 'libpg-query'
import { stringOf } from './node-text.ts'
import { parseExpression } from './parse.ts'

/** What a default gives a new row, as far as a plan cares: a constant, the current time, a fresh uuid, or something else. */
export type DefaultValue =
  { readonly kind: 'constant'; readonly text: string } | { readonly kind: 'current time' | 'fresh uuid' | 'other' }

const TIMES: readonly string[] = ['now', 'transaction_timestamp', 'statement_timestamp', 'clock_timestamp']
const UUIDS: readonly string[] = [
  'gen_random_uuid',
  'uuid_generate_v4',
  'uuid_generate_v1',
  'uuid_generate_v1mc',
  'uuidv4',
  'uuidv7',
]

/** Reads a column default as `pg_get_expr` prints it. `0`, `0::numeric` and `'0'::integer` are one constant. */
export function defaultValueOf(expression: string): DefaultValue {
  const node = parseExpression(expression)
  return node ? read(node) : { kind: 'other' }
}

function read(node: Node): DefaultValue {
  if ('TypeCast' in node && node.TypeCast.arg) return read(node.TypeCast.arg)
  if ('A_Const' in node) {
    const { ival, fval, sval, boolval } = node.A_Const
    if (ival) return { kind: 'constant', text: String(ival.ival ?? 0) }
    if (fval) return { kind: 'constant', text: fval.fval ?? '' }
    if (sval) return { kind: 'constant', text: sval.sval ?? '' }
    return boolval ? { kind: 'constant', text: String(boolval.boolval ?? false) } : { kind: 'other' }
  }
  if ('SQLValueFunction' in node) return { kind: isTime(node.SQLValueFunction.op ?? '') ? 'current time' : 'other' }
  if (!('FuncCall' in node)) return { kind: 'other' }
  const name = stringOf(node.FuncCall.funcname?.at(-1))
  if (TIMES.includes(name)) return { kind: 'current time' }
  // `now() at time zone 'utc'`
  if (name === 'timezone' && node.FuncCall.args?.[1]) return read(node.FuncCall.args[1])
  return { kind: UUIDS.includes(name) ? 'fresh uuid' : 'other' }
}

const isTime = (operation: string): boolean =>
  operation.startsWith('SVFOP_CURRENT_TIMESTAMP') || operation.startsWith('SVFOP_LOCALTIMESTAMP')
