/** Rules on what a server has counted over hours and days of use: one that was born a moment ago cannot be judged by them. */
export const COUNTED_RULES: readonly string[] = [
  'cache-reads',
  'hit-rates',
  'jsonb-access',
  'pagination',
  'prepared-statements',
  'repeated-lookups',
  'slow-statements',
  'unused-indexes',
  'workload-indexes',
]
