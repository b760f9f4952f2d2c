import type { FamilyTally, LookAlikeTally, Mistake, Score } from './score.ts'

/** Families by kind with precision and recall, look-alikes by kind with how many were kept silent about, then all together. */
export const scoreTable = ({ families, lookAlikes, mistakes, right, wrong, missed }: Score): string =>
  [
    '| N+1 families | expected | found | confirmed | precision | recall |',
    '|---|--:|--:|--:|--:|--:|',
    ...sorted(families).map(([kind, tally]) => familyLine(kind, tally)),
    '',
    '| look-alikes | there | reported | not reported |',
    '|---|--:|--:|--:|',
    ...sorted(lookAlikes).map(([kind, tally]) => lookAlikeLine(kind, tally)),
    '',
    `Reported beside these: ${mistakes.filter(({ is }) => is === 'unlabelled').length} lookups that have no label.`,
    `All: ${right + missed} families, ${sum(lookAlikes)} look-alikes; ${right + wrong} reported, ${right} of them rightly: ` +
      `precision ${ratio(right, right + wrong)}, recall ${ratio(right, right + missed)}.`,
  ].join('\n')

const familyLine = (kind: string, { expected, found, confirmed, wrong }: FamilyTally): string =>
  `| ${kind} | ${expected} | ${found} | ${confirmed} | ${ratio(found, found + wrong)} | ${ratio(found, expected)} |`

const lookAlikeLine = (kind: string, { there, reported }: LookAlikeTally): string =>
  `| ${kind} | ${there} | ${reported} | ${ratio(there - reported, there)} |`

/** What went wrong, scenario by scenario, with the statements that were there to judge by. */
export const mistakesText = (mistakes: readonly Mistake[]): string =>
  mistakes
    .map(({ scenario, is, kind, lookup, lists, statements }) =>
      [
        `${scenario}: ${is} (${kind}): ${lookup}${lists.length > 0 ? ` for ${lists.join(', ')}` : ''}`,
        ...statements.map((statement) => `    ${statement}`),
      ].join('\n'),
    )
    .join('\n')

const sorted = <T>(tallies: ReadonlyMap<string, T>): [string, T][] => [...tallies].toSorted(([a], [b]) => (a < b ? -1 : 1))

const sum = (tallies: ReadonlyMap<string, LookAlikeTally>): number =>
  [...tallies.values()].reduce((total, { there }) => total + there, 0)

/** Of nothing there is no share. */
const ratio = (part: number, whole: number): string => (whole === 0 ? '–' : (part / whole).toFixed(3))
