/**
 * DEL, C1 and what reorders text: JSON allows them bare, and a terminal that shows the report would obey them. The same of what a build
 * server obeys in its log (`##[`).
 */
const bare = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|#(?=#\w*\[)/gu

/** A value as JSON, indented by two, with a newline at the end. */
export const jsonText = (value: unknown): string =>
  `${JSON.stringify(value, null, 2).replace(bare, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`
