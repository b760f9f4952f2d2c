import type { Report } from './report.ts'

/** DEL, C1 and what reorders text: JSON allows them bare, and a terminal that shows the report would obey them. */
const bare = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu

/** The report as JSON, indented by two, with a newline at the end. Its schema is `schemas/report.schema.json`. */
export const renderJson = (report: Report): string =>
  `${JSON.stringify(report, null, 2).replace(bare, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`
