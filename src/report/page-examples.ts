import type { Example } from '../rules/examples.ts'
import { printable } from './printable.ts'
import type { Style } from './style.ts'
import { wrap } from './wrap.ts'

const EXPECT = '-- expect: '

/** Lines between the sources of an example that has several. */
const PARTS: ReadonlySet<string> = new Set(['-- schema:', '-- migrations:', '-- applied:', '-- base:', '-- database:'])

/** One line of SQL as `explain` shows it, wrapped and indented. */
export const sqlLines = (line: string, width: number, style: Style): string[] =>
  wrap(printable(line.trim()), width - 6).map((part, at) => style.dim(`${at === 0 ? '    ' : '      '}${part}`))

/** Lines that most examples share (the table itself): they are shown once, so that what makes the difference stands out. */
export function sharedLines(examples: readonly Example[]): ReadonlySet<string> {
  const counts = new Map<string, number>()
  for (const line of examples.flatMap(({ sql }) => [...new Set(statementLines(sql))]))
    counts.set(line, (counts.get(line) ?? 0) + 1)
  return new Set(
    [...counts].filter(([line, times]) => !PARTS.has(line) && times > 2 && times > examples.length / 2).map(([line]) => line),
  )
}

const statementLines = (sql: string): string[] =>
  sql.split(/\r?\n/).filter((line) => line.trim() !== '' && (!line.startsWith('--') || PARTS.has(line)))

/** An example: its name and verdict, its remark, what the audit says of it, the SQL that it does not share with the others, and its workload. */
export function exampleLines(
  { name, sql, statements, findings }: Example,
  shared: ReadonlySet<string>,
  width: number,
  style: Style,
): string[] {
  const comments = sql.split(/\r?\n/).filter((line) => line.startsWith('--') && !PARTS.has(line))
  const verdicts = comments.flatMap((line) => (line.startsWith(EXPECT) ? [line.slice(EXPECT.length).split(' ')[0] ?? ''] : []))
  const remarks = comments.filter((line) => !line.startsWith(EXPECT)).map((line) => line.slice(2).trim())
  const title = name.replace(/^(bad|good)-/, '').replaceAll('-', ' ')
  const own = statementLines(sql).filter((line) => !shared.has(line))
  const said = [remarks.join(' '), ...findings.map(({ message }) => message)].filter((text) => text !== '')
  return [
    `  ${style.bold(title)}${verdicts.length ? `: ${[...new Set(verdicts)].join(', ')}` : ''}`,
    ...said.flatMap((text) => wrap(printable(text), width - 4).map((line) => `    ${line}`)),
    ...own.flatMap((line) => sqlLines(line, width, style)),
    ...statements.flatMap((line) => sqlLines(line, width, style)),
  ]
}
