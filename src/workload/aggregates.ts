import type { FuncCall, Node } from 'libpg-query'
import { stringOf } from '../sql/node-text.ts'

/** Aggregate functions of the manual's section 9.21; one of people's own is recognized by DISTINCT, ORDER BY, FILTER or `*` in its call. */
const AGGREGATES = new Set(
  (
    'any_value array_agg avg bit_and bit_or bit_xor bool_and bool_or count every json_agg jsonb_agg json_object_agg jsonb_object_agg ' +
    'json_agg_strict jsonb_agg_strict json_object_agg_strict jsonb_object_agg_strict max min range_agg range_intersect_agg string_agg sum xmlagg corr ' +
    'covar_pop covar_samp regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy stddev ' +
    'stddev_pop stddev_samp variance var_pop var_samp mode percentile_cont percentile_disc'
  ).split(' '),
)

/** Whether this very node is a call of an aggregate; a window function is none. */
export const isAggregate = (node: Node): boolean =>
  ('FuncCall' in node && isCall(node.FuncCall)) || 'JsonArrayAgg' in node || 'JsonObjectAgg' in node || 'GroupingFunc' in node

const isCall = ({ funcname, over, agg_star, agg_distinct, agg_filter, agg_order }: FuncCall): boolean =>
  over === undefined &&
  (agg_star === true ||
    agg_distinct === true ||
    agg_filter !== undefined ||
    (agg_order ?? []).length > 0 ||
    AGGREGATES.has(stringOf(funcname?.at(-1))))

/** Whether an aggregate stands anywhere in an expression, outside its subqueries. */
export function hasAggregate(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(hasAggregate)
  if (node === null || typeof node !== 'object') return false
  const known = node as Node
  if ('SelectStmt' in known) return false
  if (isAggregate(known)) return true
  return Object.values(known as Record<string, unknown>).some(
    (value) => value !== null && typeof value === 'object' && Object.values(value as Record<string, unknown>).some(hasAggregate),
  )
}
