/** What a plan can be written as. */
export const STYLES = ['sql', 'plan'] as const
export type Style = (typeof STYLES)[number]

/** The names of a plan's files, known before there is a plan. */
export const FILES: Readonly<Record<Style, (name: string) => readonly string[]>> = {
  sql: (name) => [`${name}.up.sql`, `${name}.down.sql`],
  plan: (name) => [`${name}.plan.json`],
}
