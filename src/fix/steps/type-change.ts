/**
 * Whether PostgreSQL changes a type in the catalog alone: the same type with more room, or text in place of varchar
 * (ATColumnChangeRequiresRewrite and the support functions of the length coercions). `timestamp` to `timestamp with time zone` would
 * depend on the session's time zone, and is taken to rewrite, like all else.
 */
export function keepsRows(from: string, to: string): boolean {
  if (from === to) return true
  const [old, wanted] = [partsOf(from), partsOf(to)]
  if (wanted.base === 'text' && wanted.sizes.length === 0) return old.base === 'character varying'
  if (old.base === 'text') return wanted.base === 'character varying' && wanted.sizes.length === 0
  if (old.base !== wanted.base) return false
  if (wanted.sizes.length === 0) return GROWING.includes(old.base)
  if (old.sizes.length === 0) return false
  const [size = 0, scale = 0] = old.sizes
  const [more = 0, newScale = 0] = wanted.sizes
  if (old.base === 'numeric') return more >= size && newScale === scale
  return GROWING.includes(old.base) && more >= size
}

/** Types whose modifier is an upper limit, so that a higher one changes no value. */
const GROWING: readonly string[] = [
  'bit varying',
  'character varying',
  'interval',
  'numeric',
  'time with time zone',
  'time without time zone',
  'timestamp with time zone',
  'timestamp without time zone',
]

function partsOf(type: string): { readonly base: string; readonly sizes: readonly number[] } {
  const open = type.indexOf('(')
  const close = type.indexOf(')')
  if (open === -1 || close < open) return { base: type, sizes: [] }
  const sizes = type
    .slice(open + 1, close)
    .split(',')
    .map(Number)
  return { base: type.slice(0, open) + type.slice(close + 1), sizes }
}
