/**
 * Control characters (C0 with newlines and ESC, C1), lone surrogates, and the invisible ones that reorder or hide what
 * stands beside them. Any name or default of a database may hold them, and a terminal would obey them.
 */
const unprintable = /[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/gu

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

const escapeOf = (character: string): string => ESCAPES[character] ?? `\\u{${character.codePointAt(0)?.toString(16)}}`

/** A text from a database as one line that is safe on a terminal: what is not printable is shown as an escape, never dropped. */
export const printable = (text: string): string => text.replace(unprintable, escapeOf)
