import { beforeAll, describe, expect, test } from 'vitest'
import type { Finding } from '../../src/finding.ts'
import type { Hazard, Statement } from '../../src/fix/step.ts'
import { COMMENT_LIMIT, renderMarkdown } from '../../src/report/markdown.ts'
import type { Report } from '../../src/report/report.ts'
import { reviewChecklist } from '../../src/report/review-checklist.ts'
import { loadParser } from '../../src/sql/parse.ts'
import { ending, gated, repository } from './gated.ts'
import { hostileTexts } from './hostile.ts'
import { finding, report } from './sample.ts'

beforeAll(loadParser)

const markdown = (of: Report, limit = COMMENT_LIMIT): string => renderMarkdown(of, { ending, repository, limit })

const many = (number: number, words: (at: number) => string): Finding[] =>
  Array.from({ length: number }, (_, at) =>
    finding({
      rule: 'attempts-user-history',
      severity: at % 3 === 0 ? 'error' : 'warn',
      verdict: 'missing',
      object: { schema: 'public', relation: `t${Math.floor(at / 2)}`, kind: 'index' },
      subject: `${at}`,
      message: words(at),
      remedy: `create index on t${at} (user_id)`,
    }),
  )

describe('the length of a comment', () => {
  test('stays below what GitHub takes with 20,000 findings, and it says how many are left out', () => {
    const text = markdown({ ...report, findings: many(20_000, (at) => `Nothing serves ${at}.`) })
    expect(text.length).toBeLessThan(65_536)
    expect(text.length).toBeGreaterThan(50_000)
    const shown = text.match(/^❌ \*\*missing\*\*/gm)?.length ?? 0
    // The gravest come first.
    expect(text).not.toMatch(/^⚠️ \*\*missing\*\*/m)
    expect(text).toContain(
      `**${(20_000 - shown).toLocaleString('en')} findings of the lowest severities are left out here, for length.**`,
    )
    expect(text).toContain('`pte-db-audit check --format table`')
  })

  test('stays below it when everything is long and needs escaping', () => {
    const long = `${hostileTexts(300, 3).join('$')}${'##['.repeat(2000)}`
    const findings = many(3000, () => long).map((each): Finding => ({
      ...each,
      ...(Number(each.subject) % 2 ? { accepted: { by: 'baseline', reason: long } } : {}),
    }))
    const whole: Report = {
      ...gated,
      source: { ...gated.source, label: long },
      findings,
      skips: Array.from({ length: 3000 }, (_, at) => ({
        rule: `rule-${at}`,
        object: null,
        subject: long,
        reason: `${at} ${long}`,
      })),
      notes: Array.from({ length: 500 }, () => ({ severity: 'warn', message: long, file: long, line: 3 })),
      against: { base: long, fixed: findings },
      baseline: { file: long, tool: long, stale: findings.map(({ fingerprint }) => ({ fingerprint, reason: long, now: long })) },
      suppressions: Array.from({ length: 500 }, (_, line) => ({ label: long, line, state: 'unused', expires: null })),
    }
    expect(markdown(whole).length).toBeLessThan(65_536)
  })

  test('details go before findings do', () => {
    const findings = many(350, (at) => `Nothing serves ${at}.`)
    const text = markdown({ ...report, findings })
    expect(text).not.toContain('left out')
    expect(text).not.toContain('<summary>Why')
    expect(text.match(/^```sql$/gm)).toHaveLength(350)
    expect(markdown({ ...report, findings }, 300_000)).toContain('<summary>Why')
  })

  test('few findings are unfolded, many folded; long SQL is folded', () => {
    expect(markdown({ ...report, findings: many(2, () => 'm') })).toContain('<details open><summary><code>t0</code>')
    expect(markdown(gated)).not.toContain('<details open>')
    const sql = Array.from({ length: 20 }, (_, line) => `-- ${line}`).join('\n')
    const findings = many(1, () => 'm').map((each): Finding => ({
      ...each,
      fix: { kind: 'manual', question: 'q', examples: [sql] },
    }))
    expect(markdown({ ...report, findings })).toContain('<details><summary>Fix: 20 lines</summary>\n\n```sql\n')
  })

  test('a clean report says so and asks nothing', () => {
    const clean = { ...report, findings: [], skips: [], notes: [] }
    const text = renderMarkdown(clean, {
      ending: { code: 0, sentence: 'No error (--fail-on error).', failing: ['error'] },
      repository,
      limit: COMMENT_LIMIT,
    })
    expect(text).toMatch(/^<!-- pte-db-audit -->\n## ✅ No error/)
    expect(text).not.toMatch(/###|What fails|<details/)
  })
})

const statement = (rest: Partial<Statement>): Statement => ({
  sql: `statement ${JSON.stringify(rest)}`,
  lock: { mode: 'SHARE UPDATE EXCLUSIVE', table: { schema: 'public', name: 'orders' } },
  blocks: 'schema changes',
  transactional: true,
  hazards: [],
  estimate: { rows: 1000, bytes: null },
  ...rest,
})

const withFix = (rest: Partial<Statement>, more: Partial<Finding> = {}): Finding => ({
  ...many(1, () => 'm')[0]!,
  fix: { kind: 'statements', statements: [statement(rest)] },
  ...more,
})

const topics = (findings: readonly Finding[]): string[] =>
  reviewChecklist({ ...report, findings, skips: [] }).map((item) => item.split(/[:,?]| of | orders/)[0] ?? '')

const hazard = (...hazards: Hazard[]): Partial<Statement> => ({ hazards })
const column = { schema: 'public', relation: 'orders', kind: 'column' } as const

describe('the review checklist', () => {
  test.each<[string, Finding, string[]]>([
    ['a quiet statement', withFix({}), ['Rollback']],
    ['CONCURRENTLY', withFix({ transactional: false }), ['Transactions', 'Rollback']],
    ['an index build', withFix(hazard('index-build')), ['Index builds read the whole table and need room on disk', 'Rollback']],
    ['a rewrite', withFix({ ...hazard('table-rewrite'), blocks: 'reads and writes' }), ['Rewrites', 'Rollback']],
    ['what blocks writes', withFix(hazard('blocks-writes')), ['Writes wait for as long as it takes', 'Rollback']],
    ['a validation', withFix(hazard('reads-all-rows')), ['All rows are read', 'Rollback']],
    ['a strong lock for a moment', withFix({ blocks: 'reads and writes' }), ['Locks', 'Rollback']],
    ['a strong lock on a new table', withFix({ blocks: 'reads and writes', lock: null }), ['Rollback']],
    [
      'a fill',
      withFix({ blocks: 'nothing', lock: { mode: 'ROW EXCLUSIVE', table: { schema: 'public', name: 'orders' } } }),
      ['Backfill', 'ANALYZE', 'Rollback'],
    ],
    ['a new column', withFix({}, { object: column }), ['Deploy order', 'Rollback']],
    ['a new constraint', withFix({}, { object: { ...column, kind: 'constraint' } }), ['Deploy order', 'Rollback']],
    ['a question', { ...withFix({}), fix: { kind: 'manual', question: 'q', examples: [] } }, ['Decisions']],
    [
      'a redundant index',
      { ...withFix({}), fix: { kind: 'manual', question: 'q', examples: [] }, verdict: 'redundant' },
      ['Before an index goes', 'Decisions'],
    ],
    [
      'a migration that has not run',
      { ...many(1, () => 'm')[0]!, verdict: 'pending' },
      ['1 finding is mended by migrations that this database has not run yet. When do they run'],
    ],
    ['what statements tell', { ...many(1, () => 'm')[0]!, confidence: 'workload' }, ['Workload']],
    ['what is accepted', withFix(hazard('table-rewrite'), { accepted: { by: 'baseline', reason: null } }), []],
    ['what was there before', withFix(hazard('table-rewrite'), { change: 'unchanged' }), []],
  ])('for %s', (_, found, expected) => {
    expect(topics([found])).toEqual(expected)
  })

  test('a statement that closes several findings is counted once, and tables are named with what is known of them', () => {
    const build = withFix({ ...hazard('index-build'), transactional: false })
    const items = reviewChecklist({ ...report, findings: [build, { ...build, fingerprint: 'other' }], skips: [] })
    expect(items[0]).toContain('1 statement runs CONCURRENTLY')
    expect(items[1]).toContain('orders (about 1,000 rows)')
  })
})
