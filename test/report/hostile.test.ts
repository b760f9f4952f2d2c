import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { micromark } from 'micromark'
import type { Log } from 'sarif'
import { SaxesParser } from 'saxes'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Finding, fingerprintOf } from '../../src/finding.ts'
import { printable } from '../../src/report/printable.ts'
import type { Report } from '../../src/report/report.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { gated } from './gated.ts'
import { hostileTexts } from './hostile.ts'
import { renderAll } from './render-all.ts'
import { runnerCommand } from './runner-command.ts'

/** The report with a text everywhere where text can come from outside: names, messages, reasons, files, SQL. */
function filledWith(text: string): Report {
  const object = { schema: text, relation: text, kind: 'index', name: text } as const
  const all = (finding: Finding): Finding => ({
    ...finding,
    object,
    subject: `${finding.subject} ${text}`,
    message: `${text} is missing.`,
    remedy: finding.fix ? text : `${text} first`,
    evidence: { query: text, statements: [text, text], rows: 1 },
    fingerprint: fingerprintOf(finding.rule, object, `${finding.subject} ${text}`),
    ...(finding.locations ? { locations: [{ file: `db/${text}`, line: 1 }] } : {}),
    ...(finding.accepted?.by === 'suppression' ? { accepted: { ...finding.accepted, reason: text } } : {}),
    ...(finding.accepted?.by === 'baseline' ? { accepted: { by: 'baseline', reason: text } } : {}),
    ...(finding.fix?.kind === 'manual' ? { fix: { ...finding.fix, question: text, examples: [text] } } : {}),
    ...(finding.fix?.kind === 'statements'
      ? {
          fix: {
            ...finding.fix,
            statements: finding.fix.statements.map((each) => ({
              ...each,
              sql: text,
              lock: each.lock && { ...each.lock, table: { schema: text, name: text } },
            })),
          },
        }
      : {}),
  })
  const findings = gated.findings.map(all)
  return {
    ...gated,
    source: { ...gated.source, label: text },
    findings,
    results: [
      ...gated.results
        .filter(({ status }) => status !== 'fail')
        .map((result) => ({ ...result, object, subject: text, reason: text })),
      ...findings.map(({ rule, plan, subject, verdict }) => ({ rule, plan, object, subject, status: 'fail' as const, verdict })),
    ],
    skips: gated.skips.map((skip) => ({ ...skip, subject: text, reason: text })),
    notes: gated.notes.map((note) => ({ ...note, message: text, file: text })),
    against: { base: text, fixed: (gated.against?.fixed ?? []).map(all) },
    baseline: { file: text, tool: text, stale: [{ fingerprint: text, reason: text, now: text }] },
    suppressions: gated.suppressions.map((suppression) => ({ ...suppression, label: text })),
  }
}

/** Each text with the report that is full of it, in every format, and its Markdown as a browser gets it. */
const outputs: {
  readonly text: string
  readonly of: Report
  readonly all: ReturnType<typeof renderAll>
  readonly html: string
}[] = []
let tame: ReturnType<typeof renderAll>

beforeAll(async () => {
  await loadParser()
  tame = renderAll(filledWith('tame'))
  for (const text of hostileTexts(100, 7)) {
    const of = filledWith(text)
    const all = renderAll(of)
    outputs.push({ text, of, all, html: htmlOf(all.markdown) })
  }
})

const tagsOf = (html: string): readonly string[] => html.match(/<[^>]*>/g) ?? []

/** Seen by nobody: what keeps two characters apart, and what keeps dollars from being formulas. */
const seams = /<!-- -->|<span>\$<\/span>/g

const htmlOf = (markdown: string): string =>
  micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true })

const skeleton = (html: string): readonly string[] => tagsOf(html.replace(seams, (seam) => (seam.includes('span') ? '$' : '')))

describe('markdown', () => {
  test('hostile texts make no element, no link, and end no block of code', () => {
    const expected = skeleton(htmlOf(tame.markdown))
    for (const { text, html } of outputs) expect(skeleton(html), JSON.stringify(text)).toEqual(expected)
  })

  test('nobody is mentioned, nothing referred to, no bare link, no emoji, no formula', () => {
    for (const { text, html: whole } of outputs) {
      const html = whole.replaceAll(/<(pre|code)[^>]*>.*?<\/\1>/gs, '<i>')
      for (const piece of html.split(/<[^>]*>/).map((part) => part.replaceAll('&quot;', '"').replaceAll('&amp;', '&')))
        expect(piece, JSON.stringify(text)).not.toMatch(/@\w|[#!&~]\d|~label|%"|GH-\d|https?:\/\/|www\.|:tada:|\$.*\$/i)
    }
  })

  test('no line begins with what hostile texts say: GitLab would run /close', () => {
    for (const { text, of, all } of outputs) {
      const outside = all.markdown.replaceAll(/^(`{3,})sql\n.*?\n\1$/gms, '')
      for (const line of outside.split('\n'))
        expect(line, JSON.stringify(text)).toMatch(/^(?:$|[-#<*]|[\p{Extended_Pictographic}]|Audited|Why|The page)/u)
      expect(of.findings.length).toBeGreaterThan(0)
    }
  })

  test('a block of code holds its statement, line by line', () => {
    for (const { text, all } of outputs) {
      const blocks = [...all.markdown.matchAll(/^(`{3,})sql\n(.*?)\n\1$/gms)].map(([, , code]) => code ?? '')
      const lines = text.split(/\r\n|[\r\n]/).map(printable)
      expect(
        blocks.some((block) => lines.every((line) => block.includes(line) || /::|##/.test(line))),
        JSON.stringify(text),
      ).toBe(true)
    }
  })
})

test('a log takes no line of any format for a command but those of --format github', () => {
  for (const { text, all } of outputs)
    for (const [format, output] of Object.entries(all))
      for (const line of output.split('\n')) {
        const command = runnerCommand(line)
        if (command === null) continue
        expect(format, JSON.stringify({ text, line })).toBe('github')
        expect(['error', 'warning', 'notice'], line).toContain(command.name)
        expect(
          Object.keys(command.properties).filter((name) => !['file', 'line', 'title'].includes(name)),
          line,
        ).toEqual([])
      }
})

test('what the runner reads from an annotation is what was found', () => {
  for (const { text, all } of outputs) {
    const messages = all.github.split('\n').map((line) => runnerCommand(line)?.data.split('\n')[0])
    expect(messages, JSON.stringify(text)).toContain(`${printable(text)} is missing.`)
  }
})

/** Attributes and texts of an XML document by element; throws when it is not well-formed. */
function elementsOf(xml: string): { readonly name: string; readonly attributes: Readonly<Record<string, string>> }[] {
  const elements: { name: string; attributes: Record<string, string> }[] = []
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => elements.push({ name, attributes: { ...attributes } }))
  parser.write(xml).close()
  return elements
}

test('XML is well-formed, and says the names', () => {
  const expected = elementsOf(tame.junit).map(({ name }) => name)
  for (const { text, all } of outputs) {
    const elements = elementsOf(all.junit)
    expect(
      elements.map(({ name }) => name),
      JSON.stringify(text),
    ).toEqual(expected)
    const shown = printable(text)
      .replaceAll('\ufffe', String.raw`\u{fffe}`)
      .replaceAll('\uffff', String.raw`\u{ffff}`)
    expect(elements.map(({ attributes }) => attributes['message'])).toContain(`${shown} is missing.`)
  }
})

test('JSON says the names; SARIF has no absolute file and no link', () => {
  for (const { text, of, all } of outputs) {
    const { json, sarif, gitlab } = all
    expect(JSON.parse(json)).toEqual(of)
    const issues = JSON.parse(gitlab) as readonly { readonly description: string }[]
    expect(issues.map(({ description }) => description)).toContain(`${printable(text)} is missing.`)
    const results = (JSON.parse(sarif) as Log).runs[0]?.results ?? []
    for (const { message, locations } of results) {
      expect(message.text?.replaceAll('\\](', ''), JSON.stringify(text)).not.toContain('](')
      const uri = locations?.[0]?.physicalLocation?.artifactLocation?.uri ?? ''
      expect(uri, JSON.stringify(text)).toMatch(/^packages\/api\/[\w%.~!*'()/-]+$/)
    }
  }
})
