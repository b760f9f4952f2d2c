import type { FuncCall, SQLValueFunction } from 'libpg-query'
import { stringOf } from '../sql/node-text.ts'
import { parseStatements } from '../sql/parse.ts'
import { isAggregate } from './aggregates.ts'

/**
 * Whether a statement gives every caller the same rows for the same parameters as long as its tables do not change. The functions that are
 * known to are few, and any other is taken for one that does not: `random()`, `nextval()`, `current_setting()` and `auth.uid()` are names
 * like those of an application, whose volatility a statement does not tell. `current_user` depends on who asks; a CTE or a function that
 * writes, and rows that are locked, are no reads. The time of day is let pass: a cache makes it no older than the rows. False as well for
 * what cannot be parsed.
 */
export function isRepeatable(query: string): boolean {
  try {
    return !holdsOther(parseStatements(query))
  } catch {
    return false
  }
}

function holdsOther(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(holdsOther)
  if (node === null || typeof node !== 'object') return false
  return Object.entries(node).some(([kind, value]) => isOther(kind, value) || holdsOther(value))
}

const ELSEWHERE = new Set(['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt', 'lockingClause', 'intoClause'])

function isOther(kind: string, value: unknown): boolean {
  if (kind === 'FuncCall') return !isKnown(value as FuncCall)
  if (kind === 'SQLValueFunction') return !/_(?:DATE|TIME|TIMESTAMP)(?:_N)?$/u.test((value as SQLValueFunction).op ?? '')
  return ELSEWHERE.has(kind)
}

function isKnown(call: FuncCall): boolean {
  const names = (call.funcname ?? []).map(stringOf)
  return isAggregate({ FuncCall: call }) || (SAME.has(names.at(-1) ?? '') && (names.length === 1 || names[0] === 'pg_catalog'))
}

/** Functions of PostgreSQL that queries are full of: immutable ones, those that follow the time and the time zone, and windows. */
const SAME = new Set(
  (
    'abs ceil ceiling floor round trunc mod power sqrt sign ' +
    'lower upper initcap btrim ltrim rtrim length char_length substr substring replace concat concat_ws left right split_part strpos position ' +
    'like_escape similar_to_escape regexp_replace starts_with to_char to_number to_date to_timestamp ' +
    'date date_trunc date_part extract age make_date timezone now ' +
    'array_length array_to_string cardinality unnest array_position array_append array_remove string_to_array generate_series ' +
    'to_json to_jsonb row_to_json json_build_object jsonb_build_object json_build_array jsonb_build_array ' +
    'json_array_length jsonb_array_length json_array_elements jsonb_array_elements json_array_elements_text jsonb_array_elements_text ' +
    'json_extract_path jsonb_extract_path json_extract_path_text jsonb_extract_path_text json_typeof jsonb_typeof md5 ' +
    'count sum avg min max row_number rank dense_rank lag lead first_value last_value ntile ' +
    'to_tsvector to_tsquery plainto_tsquery websearch_to_tsquery ts_rank'
  ).split(' '),
)
