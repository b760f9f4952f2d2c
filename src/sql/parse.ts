import type { Node, ParseResult, ScanToken } from 'libpg-query'
import type * as Library from 'libpg-query'

/** PostgreSQL's own parser as WebAssembly: 50 ms to load, so only runs that have SQL to read load it. */
let library: typeof Library | undefined

/** Must have resolved before any function of this module is called. Loading twice is free. */
export async function loadParser(): Promise<void> {
  if (library) return
  const module = await import('libpg-query')
  await module.loadModule()
  library = module
}

/** Of the statements that applications send: with what it takes to parse it, most of them are parsed. */
const USUAL = `select a.b, count(*) as c, d.e ->> $1 from s.t a left join (select distinct f from g) d on d.f = a.f and d.h = $2
  where a.i in ($3, $4) and (a.j is null or lower(a.k) like $5::text) group by 1 order by a.l desc nulls last limit $6 offset $7`

/** Has the parts of the parser compiled that any statement needs, which takes 20 ms: worth it where this process would only wait. */
export function warmParser(): void {
  parseStatements(USUAL)
  scanTokens(USUAL)
}

function loaded(): typeof Library {
  if (!library) throw new Error('the SQL parser is used before loadParser()')
  return library
}

/** Parses one or more statements. Throws libpg-query's SqlError with `sqlDetails.cursorPosition` (characters, from 0). */
export const parseStatements = (sql: string): ParseResult => loaded().parseSync(sql)

/** The tokens of any SQL text, comments too; `start` and `end` count bytes of UTF-8. */
export const scanTokens = (sql: string): ScanToken[] => loaded().scanSync(sql).tokens

/** Parses `create function … language plpgsql`: the tree of PLpgSQL_function. Throws on a syntax error. */
export const parsePlPgSql = (definition: string): unknown => loaded().parsePlPgSQLSync(definition)

/** What stands before an expression while it is parsed: locations in its tree count from the start of this. */
export const EXPRESSION_PREFIX = 'select ('

const expressions = new Map<string, Node | null>()

/** Parses one SQL expression, such as a predicate or an index key; null when it is not one. Cached by text. */
export function parseExpression(text: string): Node | null {
  const known = expressions.get(text)
  if (known !== undefined) return known
  const node = expressionOf(text)
  expressions.set(text, node)
  return node
}

function expressionOf(text: string): Node | null {
  let result: ParseResult
  try {
    result = parseStatements(`${EXPRESSION_PREFIX}${text}\n)`)
  } catch {
    return null
  }
  const statement = result.stmts?.length === 1 ? result.stmts[0]?.stmt : undefined
  if (!statement || !('SelectStmt' in statement)) return null
  const { SelectStmt: select } = statement
  const target = select.targetList?.length === 1 ? select.targetList[0] : undefined
  if (!target || !('ResTarget' in target) || select.fromClause || select.whereClause) return null
  return target.ResTarget.val ?? null
}
