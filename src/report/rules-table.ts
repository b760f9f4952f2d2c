import Table from 'cli-table3'
import type { Severity } from '../finding.ts'
import { count, groupBy } from './counts.ts'
import { printable } from './printable.ts'
import { styleFor } from './style.ts'

export interface ListedRule {
  readonly id: string
  readonly plan: string | null
  readonly severity: Severity
  readonly summary: string
  readonly file: string
  /** Why the config switches it off; null when it runs. */
  readonly off: string | null
}

const NONE = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '' }
const CHARS = {
  ...NONE,
  'bottom-right': '',
  left: '  ',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
}

/** The rules as a table, by the folder they come from: a rule's file is named after it. */
export function renderRules(rules: readonly ListedRule[], { columns, color }: { columns: number; color: boolean }): string {
  const style = styleFor(color)
  const width = Math.min(140, Math.max(60, columns))
  const packs = groupBy(rules, ({ file }) => file.split('/').slice(0, -1).join('/') || '.')
  const id = 1 + Math.max(4, ...rules.map((rule) => rule.id.length))
  const plan = 1 + Math.max(4, ...rules.map((rule) => (rule.plan ?? '').length))
  const fixed = Math.min(id, Math.floor(width / 2))
  const middle = Math.min(plan, 8)
  const widths = [fixed, middle, 8, Math.max(16, width - fixed - middle - 8 - 8)]
  const tables = [...packs].map(([pack, members]) => {
    const table = new Table({
      chars: CHARS,
      style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
      colWidths: widths,
      wordWrap: true,
    })
    table.push(['rule', 'plan', 'severity', 'promise'].map((title) => style.dim(title)))
    for (const rule of members) table.push(cells(rule).map(printable))
    const lines = table
      .toString()
      .split('\n')
      .map((line) => line.trimEnd())
    return `${style.bold(`${printable(pack)}/<rule>.yaml`)}  ${style.dim(count(members.length, 'rule'))}\n${lines.join('\n')}\n`
  })
  return `${tables.join('\n')}\nExplain a rule: pte-db-audit explain <rule>\n`
}

const cells = ({ id, plan, severity, summary, off }: ListedRule): string[] => [
  id,
  plan ?? '',
  off === null ? severity : 'off',
  off === null ? summary : off,
]
