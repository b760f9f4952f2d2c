import type { Finding } from '../finding.ts'
import { groupBy } from './counts.ts'
import { inHtml } from './escape.ts'
import { type Detail, findingBlock } from './markdown-finding.ts'
import type { Repository } from './repository.ts'
import { placeOf, tally } from './table-findings.ts'
import { SEVERITIES } from './worst-first.ts'

const DETAILS: readonly Detail[] = ['all', 'fix', 'message']
/** Findings that are shown unfolded: a comment with more than these is read by its headings. */
const UNFOLDED = 5
/** As much as the numbers of a table take. */
const LONGEST_NUMBERS = '999 errors, 999 warnings, 999 info'
/** Characters: no finding takes less. */
const SMALLEST = 60

export interface Section {
  readonly lines: readonly string[]
  /** Findings that are not in it. */
  readonly left: number
}

/**
 * Findings by table, within `room` characters: with all details, or without, or as messages only; and where these are still too long, whole
 * findings, the first of the list. Linear in their number.
 */
export function findingsSection(findings: readonly Finding[], repository: Repository, room: number): Section {
  if (findings.length === 0) return { lines: [], left: 0 }
  const start = ['### Findings', '']
  const open = findings.length <= UNFOLDED
  let kept: readonly Kept[] = []
  for (const detail of DETAILS) {
    kept = fitting(findings, repository, detail, room - sizeOf(start))
    if (kept.length === findings.length) break
  }
  const groups = [...groupBy(kept, ({ place }) => place)].flatMap(([place, members]) => {
    const lines = members.flatMap((member) => member.lines)
    return folded(place, numbersOf(members.map(({ finding }) => finding)), open, lines)
  })
  return { lines: [...start, ...groups], left: findings.length - kept.length }
}

/** Of lines that are joined. */
export const sizeOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + line.length + 1, 0)

interface Kept {
  readonly finding: Finding
  readonly place: string
  readonly lines: readonly string[]
}

function fitting(findings: readonly Finding[], repository: Repository, detail: Detail, room: number): Kept[] {
  const kept: Kept[] = []
  const places = new Set<string>()
  let used = 0
  for (const finding of findings) {
    const place = placeOf(finding)
    const lines = findingBlock(finding, repository, detail)
    const size = sizeOf(lines) + (places.has(place) ? 0 : sizeOf(folded(place, LONGEST_NUMBERS, false, [])))
    if (used + size <= room) {
      used += size
      places.add(place)
      kept.push({ finding, place, lines })
    } else if (detail !== DETAILS.at(-1) || room - used < SMALLEST) break
  }
  return kept
}

const numbersOf = (findings: readonly Finding[]): string =>
  SEVERITIES.flatMap((severity) => {
    const number = findings.filter((finding) => finding.severity === severity).length
    return number === 0 ? [] : [tally(severity, number)]
  }).join(', ')

const folded = (place: string, numbers: string, open: boolean, lines: readonly string[]): string[] => [
  `<details${open ? ' open' : ''}><summary><code>${inHtml(place)}</code>: ${numbers}</summary>`,
  '',
  ...lines,
  '</details>',
  '',
]
