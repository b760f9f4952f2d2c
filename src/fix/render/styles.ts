/** What a plan can be written as. */
export const STYLES = ['sql', 'drizzle', 'plan'] as const
export type Style = (typeof STYLES)[number]

/** Written to a folder of their own; a Drizzle migration goes where its neighbours are. */
export type FileStyle = Exclude<Style, 'drizzle'>

/** The names of a plan's files, known before there is a plan. */
export const FILES: Readonly<Record<FileStyle, (name: string) => readonly string[]>> = {
  sql: (name) => [`${name}.up.sql`, `${name}.down.sql`],
  plan: (name) => [`${name}.plan.json`],
}
