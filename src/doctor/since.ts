/** How far back counters go, for people: `since 2026-01-02 03:04 UTC`. */
export const since = (reset: string | null): string =>
  reset === null ? 'since the beginning' : `since ${reset.slice(0, 10)} ${reset.slice(11, 16)} UTC`
