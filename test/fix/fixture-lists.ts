/** Fixtures of rules on tables whose findings, or one of them, end in a question: rows, or their meaning, only people can judge. */
export const ASKED: readonly string[] = [
  'credits-bounds bad-rows-break-it',
  'duration-bounds bad-short-recordings',
  'jsonb-scores bad-column-of-text',
  'jsonb-scores bad-other-tables',
  'leaderboard bad-column-to-come',
  'progress-snapshots bad-a-view',
  'progress-snapshots bad-no-users',
  'progress-snapshots bad-types',
  'redundant-indexes bad-becomes-prefix',
  'redundant-indexes bad-lone-index',
  'score-bounds bad-rows-break-it',
  'score-columns-speaking bad-money',
  'score-columns-speaking bad-text',
  'scores-filled bad-fraction',
  'scores-filled bad-other-key',
  'snapshots-fresh bad-empty',
  'snapshots-fresh bad-stopped',
  'updated-at-trigger bad-disabled',
  'updated-at-trigger bad-exception',
  'updated-at-trigger bad-inside-if',
  'updated-at-trigger bad-inside-loop',
  'updated-at-trigger bad-one-branch',
  'updated-at-trigger bad-replica-only',
  'updated-at-trigger bad-update-of',
  'updated-at-trigger bad-when',
  'updated-at-trigger bad-when-null',
  // Settings of the server, which are its operator's.
  'monitoring-archiving bad-failing',
  'monitoring-archiving bad-no-command',
  'monitoring-archiving bad-off',
  'monitoring-connections bad-near-the-limit',
  'monitoring-connections bad-reserved',
  'monitoring-io-timing bad-managed',
  'monitoring-io-timing bad-off',
  'monitoring-replica bad-none',
  'monitoring-slow-log bad-off',
  'monitoring-slow-log bad-sample-only',
  'monitoring-slow-log bad-too-high',
  'monitoring-statements bad-not-installed',
  'monitoring-statements bad-not-loaded',
  'monitoring-statements bad-not-readable',
  'monitoring-statements bad-own-statements-only',
  'monitoring-statements bad-track-none',
]

/** Of those above, the ones where a migration is written for other findings of the rule. */
export const ASKED_AND_FIXED: readonly string[] = ['progress-snapshots bad-types']

/** What a rollback leaves on purpose. Everything else in the catalogs, and every row, is as it was. */
export const NOT_UNDONE = {
  /** An invalid index that was built again stays valid. */
  rebuilt: [
    'attempts-user-history bad-invalid',
    'attempts-user-history bad-not-ready',
    'attempts-user-history bad-partitioned-root-only',
    'progress-snapshots bad-unique-invalid',
  ],
  /** A constraint whose rows were looked at stays valid. */
  validated: [
    'credits-bounds bad-not-valid',
    'progress-snapshots bad-foreign-key-not-valid',
    'score-bounds bad-half-not-valid',
    'score-bounds bad-not-valid',
  ],
  /** Columns that were there before keep the values that they lacked. */
  filled: ['scores-filled bad-json', 'scores-filled bad-rows-lack-it'],
} as const satisfies Readonly<Record<string, readonly string[]>>

/** A finding that a migration brings, where no statement can spare it: a new table has no rows yet. */
export const BROUGHT: readonly string[] = [
  'progress-snapshots bad-no-table brings snapshots-fresh:public.user_progress_snapshots:newest snapshot_date',
]

/** Fixtures written in SQL of 18. */
export const SINCE_18: readonly string[] = ['progress-snapshots bad-foreign-key-not-enforced', 'score-bounds bad-not-enforced']
