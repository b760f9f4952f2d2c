import { readFileSync, writeFileSync } from 'node:fs'

/** The text with what stands between `<!-- name:start -->` and `<!-- name:end -->` replaced. Throws when the markers are not there. */
export function textBetween(text: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`]
  const [from, to] = [text.indexOf(start), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`there is no ${start} … ${end} to write between`)
  return `${text.slice(0, from + start.length)}\n\n${content.trim()}\n\n${text.slice(to)}`
}

/** The same in a file. */
export function replaceBetween(file: string, name: string, content: string): void {
  writeFileSync(file, textBetween(readFileSync(file, 'utf8'), name, content))
}
