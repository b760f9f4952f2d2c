import { HAZARD_WORDS, estimateText } from '../fix/effect.ts'
import type { Statement } from '../fix/step.ts'
import type { Evidence, Finding, Severity } from '../finding.ts'
import { isSql } from '../sql/is-sql.ts'
import { count } from './counts.ts'
import { inCode, inCodeBlock, inMarkdown } from './escape.ts'
import { printable } from './printable.ts'
import { placeOfFinding, type Repository } from './repository.ts'
import { shortened } from './shortened.ts'
import { placeOf } from './table-findings.ts'
import { isFill } from './is-fill.ts'

/** How much is said of a finding: everything, without what it rests on, or the message alone. */
export type Detail = 'all' | 'fix' | 'message'

const ICON: Readonly<Record<Severity, string>> = { error: '❌', warn: '⚠️', info: 'ℹ️' }

const LONGEST_MESSAGE = 1000
/** Characters of a fix in a comment; a longer one is read in the migration that `fix` writes. */
const LONGEST_FIX = 6000
const UNFOLDED_LINES = 12
/** Lines of a block that are not code. */
const FENCES = 2
const LONGEST_VALUE = 300
const MOST_EVIDENCE = 30

/** A finding on one line, with its table, for the list at the top. */
export const headline = (finding: Finding, repository: Repository): string =>
  `${ICON[finding.severity]} ${inCode(placeOf(finding))}: ${said(finding, repository)}`

const said = (finding: Finding, repository: Repository): string => {
  const place = placeOfFinding(finding, repository)
  const where = place ? `, ${inCode(`${place.file}:${place.line}`)}` : ''
  return `${inMarkdown(shortened(finding.message, LONGEST_MESSAGE))} (${inCode(finding.rule)}${where})`
}

/** A finding under the heading of its table: lines that end with an empty one. */
export function findingBlock(finding: Finding, repository: Repository, detail: Detail): string[] {
  const { severity, verdict } = finding
  const first = [`${ICON[severity]} **${verdict}** ${said(finding, repository)}`, '']
  if (detail === 'message') return first
  const fix = fixLines(finding)
  return [...first, ...fix, ...(fix.length === 0 ? [] : ['']), ...(detail === 'all' ? details(finding) : [])]
}

function fixLines({ fix, remedy, rule }: Finding): string[] {
  if (fix?.kind === 'statements') return sqlBlock(fix.statements.flatMap(statementLines), rule)
  if (fix)
    return [
      `**To decide:** ${inMarkdown(shortened(fix.question, LONGEST_MESSAGE))}`,
      ...(fix.examples.length === 0 ? [] : ['', ...sqlBlock(fix.examples, rule)]),
    ]
  if (remedy === '') return []
  return isSql(remedy) ? sqlBlock([remedy], rule) : [`**Fix:** ${inMarkdown(shortened(remedy, LONGEST_MESSAGE))}`]
}

function sqlBlock(lines: readonly string[], rule: string): string[] {
  const block = inCodeBlock(lines, 'sql')
  const size = block.join('\n').length
  if (size > LONGEST_FIX) return [`**Fix:** too long to be shown here: ${inCode(`pte-db-audit fix --only ${rule}`)}`]
  const code = block.length - FENCES
  return code <= UNFOLDED_LINES
    ? block
    : [`<details><summary>Fix: ${count(code, 'line')}</summary>`, '', ...block, '', '</details>']
}

/** A statement with what it does to a busy server as a comment above it. */
function statementLines(statement: Statement): string[] {
  const { sql, lock, hazards, estimate } = statement
  const what = [
    ...(lock ? [`${lock.mode} on ${lock.table.schema}.${lock.table.name}`, waits(statement)] : []),
    ...hazards.map((hazard) => HAZARD_WORDS[hazard]),
    ...[estimateText(estimate)].filter((text) => text !== ''),
  ]
  // A fill ends with a comment of its own.
  return [...(what.length === 0 ? [] : [`-- ${printable(what.join('; '))}`]), isFill(statement) ? sql : `${sql};`]
}

const waits = ({ blocks, hazards, transactional }: Statement): string =>
  blocks === 'nothing' ? 'nothing waits' : `${blocks} wait${hazards.length === 0 && transactional ? ' for a moment' : ''}`

function details({ why, evidence, confidence }: Finding): string[] {
  const facts = Object.entries(evidence)
    .slice(0, MOST_EVIDENCE)
    .map(([key, value]) => `- ${inCode(key)}: ${valueText(value)}`)
  return [
    `<details><summary>Why, and the evidence (${confidence})</summary>`,
    '',
    inMarkdown(why.replaceAll('\n', ' ')),
    '',
    ...facts,
    ...(facts.length === 0 ? [] : ['']),
    '</details>',
    '',
  ]
}

function valueText(value: Evidence[string]): string {
  if (value === null) return 'unknown'
  if (typeof value === 'object') return value.length === 0 ? 'none' : value.slice(0, 3).map(codeText).join(', ')
  return typeof value === 'string' ? codeText(value) : String(value)
}

const codeText = (text: string): string => inCode(shortened(text, LONGEST_VALUE))
