/** What drizzle-kit's configuration may be called, in the order in which one is looked for. */
export const DRIZZLE_CONFIG_FILES: readonly string[] = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs', 'json'].map(
  (extension) => `drizzle.config.${extension}`,
)
