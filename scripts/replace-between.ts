import { readFileSync, writeFileSync } from 'node:fs'
import { format, resolveConfig } from 'prettier'

/** The text with what stands between `<!-- name:start -->` and `<!-- name:end -->` replaced. Throws when the markers are not there. */
function textBetween(text: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`]
  const [from, to] = [text.indexOf(start), text.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`there is no ${start} … ${end} to write between`)
  return `${text.slice(0, from + start.length)}\n\n${content.trim()}\n\n${text.slice(to)}`
}

/** Replaces several such pieces of a Markdown file's text, and formats it as the rest of the repository is. */
export async function markdownWith(file: string, pieces: Readonly<Record<string, string>>): Promise<string> {
  const text = Object.entries(pieces).reduce((so, [name, content]) => textBetween(so, name, content), readFileSync(file, 'utf8'))
  return format(text, { ...(await resolveConfig(file)), filepath: file })
}

export async function replaceBetween(file: string, pieces: Readonly<Record<string, string>>): Promise<void> {
  writeFileSync(file, await markdownWith(file, pieces))
}
