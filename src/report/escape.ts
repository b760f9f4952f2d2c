import { logSafe } from './log-safe.ts'
import { printable } from './printable.ts'

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '#': '&#35;',
}
const entity = (character: string): string => ENTITIES[character] ?? character

/** A text on one line of HTML, in an element or a quoted attribute; no log takes it for a command (see logSafe). */
export const inHtml = (text: string): string => printable(text).replace(/[&<>"']|#(?=#\w*\[)/gu, entity)

/** The same for XML 1.0, which cannot hold two more characters in any form. */
export const inXml = (text: string): string =>
  inHtml(text).replace(/[\ufffe\uffff]/gu, (character) => `\\u{${character.charCodeAt(0).toString(16)}}`)

/** Separates two characters without being seen, for what is looked for after backslashes are gone: mentions, references, bare links. */
const APART = '<!-- -->'

/**
 * A text on one line of Markdown as GitHub and GitLab read it: no markup, element or link, nobody is mentioned, no issue is referred to; and at
 * the start of a line or an item no list, heading or command (`/close`).
 */
export const inMarkdown = (text: string): string =>
  printable(text)
    .trimStart()
    .replace(/[@#!%&~](?=[\w"])|:(?=\/\/|[\w+-]+:)|www(?=\.)|gh-(?=\d)/giu, '$&\u0000')
    .replace(/[&<>]/gu, entity)
    .replace(/[\\`*_[\]|~]|^[-+#=/:]|(?<=^\d+)[.)]/gu, '\\$&')
    // GitHub sees formulas between dollars, and a backslash does not help.
    .replaceAll('$', '<span>$</span>')
    // printable() leaves no NUL, so that these are ours.
    .replaceAll('\u0000', APART)

/** A text as inline code of Markdown, which nothing inside can end. */
export function inCode(text: string): string {
  const code = logSafe(printable(text))
  const ticks = '`'.repeat(longestTicks(code) + 1)
  // One blank on each side is taken off by the reader.
  const padding = code === '' || /^[` ]|[` ]$/u.test(code) ? ' ' : ''
  return `${ticks}${padding}${code}${padding}${ticks}`
}

/** Lines as a block of code, fenced by more backticks than stand in them. */
export function inCodeBlock(lines: readonly string[], language: string): string[] {
  const code = lines.flatMap((line) => line.split(/\r\n|[\r\n]/u)).map((line) => logSafe(printable(line)))
  const fence = '`'.repeat(Math.max(3, longestTicks(code.join('\n')) + 1))
  return [`${fence}${language}`, ...code, fence]
}

const longestTicks = (text: string): number => Math.max(0, ...(text.match(/`+/gu) ?? []).map(({ length }) => length))

/** A path as the relative URI of RFC 3986. */
export const inUri = (path: string): string =>
  path
    .replace(/\p{Cs}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/')

const percent = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`

/** A command to GitHub's runner, one line: https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
export function workflowCommand(name: string, properties: Readonly<Record<string, string>>, message: string): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${value.replace(/[%\r\n:,]/gu, percent)}`)
  return `::${name}${list.length > 0 ? ` ${list.join(',')}` : ''}::${message.replace(/[%\r\n]/gu, percent)}`
}
