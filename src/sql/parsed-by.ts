import type { FuncCall } from 'libpg-query'
import { strings } from './term.ts'

/** Before 14, `extract(year from x)` was parsed as `date_part('year', x)`, which it no longer is. */
export function asParsedBy<Part>(version: number, part: Part): Part {
  if (version >= 140000 || part === null || typeof part !== 'object') return part
  if (Array.isArray(part)) return part.map((each: unknown) => asParsedBy(version, each)) as Part
  const entries = Object.entries(part).map(([key, value]: [string, unknown]) => [key, asParsedBy(version, value)])
  const { FuncCall: call } = part as { FuncCall?: FuncCall }
  if (!call || strings(call.funcname).join('.') !== 'pg_catalog.extract') return Object.fromEntries(entries) as Part
  return {
    FuncCall: { ...asParsedBy(version, { ...call, funcname: [] }), funcname: [{ String: { sval: 'date_part' } }] },
  } as Part
}
